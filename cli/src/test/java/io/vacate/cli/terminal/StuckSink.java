package io.vacate.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** A pipe that is full, at once or at some point, and that nobody reads until a test does. */
public final class StuckSink extends OutputStream {
    private final String last;
    private final CountDownLatch reader = new CountDownLatch(1);
    private final CountDownLatch writer = new CountDownLatch(1);
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    /** Makes a pipe that takes nothing. */
    public StuckSink() {
        this("");
    }

    /** Makes a pipe that takes all that comes before {@code last}. */
    public StuckSink(String last) {
        this.last = last;
    }

    @Override
    public void write(int each) {
        write(new byte[] {(byte) each}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        boolean isFull =
                writer.getCount() == 0 || new String(bytes, offset, length, StandardCharsets.UTF_8).contains(last);
        if (isFull) {
            writer.countDown();
            try {
                reader.await();
            } catch (InterruptedException unexpected) {
                throw new IllegalStateException(unexpected);
            }
        }
        synchronized (kept) {
            kept.write(bytes, offset, length);
        }
    }

    /** Waits until somebody is stuck in it. */
    public void awaitWriter() throws InterruptedException {
        writer.await();
    }

    /** Reads from now on. */
    public void read() {
        reader.countDown();
    }

    /** Returns what was read. */
    public String text() {
        synchronized (kept) {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }
}
