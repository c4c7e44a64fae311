package io.vacate.cli.terminal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Text on its way out of the process, written by a thread of its own: a terminal or pipe that nobody reads blocks that
 * thread and no other. Streams of one queue keep their order among each other. Thread-safe.
 */
public final class OutputQueue {
    /** Messages beyond that are dropped, the oldest first. */
    private static final int MAX_MESSAGE_LENGTH = 1 << 20;

    private static final int IDLE_SECONDS = 1;
    private static final Logger LOG = LoggerFactory.getLogger(OutputQueue.class);

    private final Supplier<Terminal> terminal;
    private final Executor writer;

    private final Deque<Entry> waiting = new ArrayDeque<>();
    private int messageLength;
    private long droppedLines;
    private Optional<Text> status = Optional.empty();
    private Optional<Pinned> pinned = Optional.empty();
    private boolean isPictureNew;
    private boolean isWriting;

    /** These two are touched by the writing thread only. */
    private final Canvas canvas = new Canvas();

    /** Where the canvas is, while it has a picture. */
    private Optional<Sink> canvasSink = Optional.empty();

    /** Where text ends up. */
    static final class Sink {
        private final OutputStream stream;
        private final boolean isKept;
        private volatile Optional<IOException> failure = Optional.empty();

        Sink(OutputStream stream, boolean isKept) {
            this.stream = stream;
            this.isKept = isKept;
        }

        /** Returns the first failure: nothing is written after it. */
        Optional<IOException> failure() {
            return failure;
        }

        private void write(String text) {
            if (failure.isPresent() || text.isEmpty()) {
                return;
            }
            try {
                stream.write(text.getBytes(StandardCharsets.UTF_8));
                stream.flush();
            } catch (IOException unwritable) {
                failure = Optional.of(unwritable);
            }
        }
    }

    private sealed interface Entry {
        Sink sink();
    }

    private record Text(Sink sink, String text) implements Entry {
        long lines() {
            return text.chars().filter(each -> each == '\n').count();
        }
    }

    /** A picture that stays as it is. */
    private record Settled(Sink sink, Picture picture) implements Entry {}

    private record Pinned(Sink sink, Picture picture) {}

    /** What is written together. */
    private record Batch(List<Entry> entries, Optional<Pinned> pinned) {}

    /** Makes a queue; pictures fit the size that {@code terminal} has when they are drawn. */
    public OutputQueue(Supplier<Terminal> terminal) {
        this(terminal, writer());
    }

    /** Makes a queue that is emptied on {@code writer}: for tests, whose streams do not block. */
    public OutputQueue(Supplier<Terminal> terminal, Executor writer) {
        this.terminal = terminal;
        this.writer = writer;
    }

    /** Returns a stream for results: nothing of them is ever dropped, however long nobody reads. */
    public QueuedStream results(OutputStream sink) {
        return new QueuedStream(this, new Sink(sink, true));
    }

    /** Returns a stream for progress and messages: when too many of them wait the oldest are dropped, and counted. */
    public QueuedStream messages(OutputStream sink) {
        return new QueuedStream(this, new Sink(sink, false));
    }

    synchronized void add(Sink sink, String text) {
        waiting.add(new Text(sink, text));
        if (!sink.isKept) {
            messageLength += text.length();
            dropOldest();
        }
        schedule();
    }

    private void dropOldest() {
        Iterator<Entry> oldest = waiting.iterator();
        while (messageLength > MAX_MESSAGE_LENGTH && oldest.hasNext()) {
            // The newest one stays, however long it is.
            if (oldest.next() instanceof Text text && !text.sink().isKept && oldest.hasNext()) {
                messageLength -= text.text().length();
                droppedLines += text.lines();
                oldest.remove();
            }
        }
    }

    /** Puts a line in the place of the last such line, if that has not been written yet. */
    synchronized void status(Sink sink, String line) {
        status = Optional.of(new Text(sink, line));
        schedule();
    }

    synchronized void pin(Sink sink, Picture picture) {
        pinned = Optional.of(new Pinned(sink, picture));
        isPictureNew = true;
        schedule();
    }

    synchronized void settle(Sink sink, Picture picture) {
        pinned = Optional.empty();
        isPictureNew = false;
        waiting.add(new Settled(sink, picture));
        schedule();
    }

    /** Waits until all has been written, or cannot be. Returns whether it has within that time. */
    synchronized boolean await(Duration limit) throws InterruptedException {
        long begin = System.nanoTime();
        while (isWriting) {
            long left = limit.toNanos() - (System.nanoTime() - begin);
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    private void schedule() {
        if (!isWriting) {
            isWriting = true;
            writer.execute(this::writeAll);
        }
    }

    private void writeAll() {
        for (Optional<Batch> batch = next(); batch.isPresent(); batch = next()) {
            write(batch.get());
        }
    }

    private synchronized Optional<Batch> next() {
        List<Entry> entries = new ArrayList<>();
        if (droppedLines > 0) {
            String notice = "(%d lines were dropped here, as nobody read them)\n".formatted(droppedLines);
            waiting.stream()
                    .filter(entry -> !entry.sink().isKept)
                    .findFirst()
                    .ifPresent(entry -> entries.add(new Text(entry.sink(), notice)));
        }
        entries.addAll(waiting);
        status.ifPresent(entries::add);
        if (entries.isEmpty() && !isPictureNew) {
            isWriting = false;
            notifyAll();
            return Optional.empty();
        }
        waiting.clear();
        status = Optional.empty();
        messageLength = 0;
        droppedLines = 0;
        isPictureNew = false;
        return Optional.of(new Batch(entries, pinned));
    }

    /** Text goes above the picture. */
    private void write(Batch batch) {
        Page page = new Page();
        for (Entry entry : batch.entries()) {
            if (entry instanceof Text text) {
                canvasSink.ifPresent(sink -> page.add(sink, canvas.erase(terminal.get())));
                canvasSink = Optional.empty();
                page.add(text.sink(), text.text());
            } else if (entry instanceof Settled settled) {
                draw(page, settled.sink(), settled.picture());
                canvas.leave();
                canvasSink = Optional.empty();
            }
        }
        batch.pinned().ifPresent(picture -> draw(page, picture.sink(), picture.picture()));
        page.end();
    }

    private void draw(Page page, Sink sink, Picture picture) {
        Terminal now = terminal.get();
        page.add(sink, canvas.draw(lines(picture, now), now));
        canvasSink = Optional.of(sink);
    }

    /** A picture that cannot be drawn must not take the text around it along. */
    private static List<String> lines(Picture picture, Terminal terminal) {
        try {
            return picture.lines(terminal.width(), terminal.height());
        } catch (RuntimeException bug) {
            LOG.debug("A picture cannot be drawn", bug);
            return List.of();
        }
    }

    /** What goes to one sink after the other, in as few writes as can be: no half-drawn state is to be seen. */
    private static final class Page {
        private final StringBuilder part = new StringBuilder();
        private Optional<Sink> partSink = Optional.empty();

        void add(Sink sink, String text) {
            if (!partSink.equals(Optional.of(sink))) {
                end();
                partSink = Optional.of(sink);
            }
            part.append(text);
        }

        void end() {
            partSink.ifPresent(sink -> sink.write(part.toString()));
            part.setLength(0);
        }
    }

    private static Executor writer() {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "vacate-output");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
