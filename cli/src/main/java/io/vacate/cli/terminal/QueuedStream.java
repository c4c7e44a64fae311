package io.vacate.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * A stream of the process that never blocks whoever prints to it, and never fails: text is queued, line by line, and
 * {@link #await} and {@link #failure} tell what became of it. UTF-8 whatever the locale: names of VMs are. Thread-safe.
 */
public final class QueuedStream extends PrintStream {
    private final OutputQueue queue;
    private final OutputQueue.Sink sink;
    private final Lines lines;

    QueuedStream(OutputQueue queue, OutputQueue.Sink sink) {
        this(queue, sink, new Lines(queue, sink));
    }

    private QueuedStream(OutputQueue queue, OutputQueue.Sink sink, Lines lines) {
        super(lines, true, StandardCharsets.UTF_8);
        this.queue = queue;
        this.sink = sink;
        this.lines = lines;
    }

    /** Queues what was printed, a line that has not ended included. */
    @Override
    public void flush() {
        super.flush();
        lines.endLine();
    }

    /** Prints a line that only matters until the next one of these: where nobody reads, only the newest waits. */
    public void status(String line) {
        queue.status(sink, line + System.lineSeparator());
    }

    /** Keeps a picture below all that is printed to this queue's streams, instead of the one before. For ANSI terminals. */
    public void pin(Picture picture) {
        queue.pin(sink, picture);
    }

    /** Draws a picture in that place a last time, and leaves it there. */
    public void settle(Picture picture) {
        queue.settle(sink, picture);
    }

    /**
     * Waits until all that was printed is written, or cannot be.
     *
     * @return {@code false} if it still waits for a reader after that time
     */
    public boolean await(Duration limit) throws InterruptedException {
        flush();
        return queue.await(limit);
    }

    /** Returns why something could not be written; nothing has been written after that. */
    public Optional<IOException> failure() {
        return sink.failure();
    }

    /** Hands over whole lines, so that several threads do not mix theirs. {@link PrintStream} holds its lock meanwhile. */
    private static final class Lines extends OutputStream {
        private final OutputQueue queue;
        private final OutputQueue.Sink sink;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(OutputQueue queue, OutputQueue.Sink sink) {
            this.queue = queue;
            this.sink = sink;
        }

        @Override
        public synchronized void write(int each) {
            line.write(each);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            line.write(bytes, offset, length);
        }

        /** {@link PrintStream} flushes between a line and its end: what has not ended waits for that. */
        @Override
        public synchronized void flush() {
            String text = line.toString(StandardCharsets.UTF_8);
            if (text.endsWith("\n")) {
                endLine();
            }
        }

        synchronized void endLine() {
            if (line.size() > 0) {
                queue.add(sink, line.toString(StandardCharsets.UTF_8));
                line.reset();
            }
        }
    }
}
