package io.vacate.libvirt.storage;

/** Bytes that go to a host. For one thread; an error leaves nothing but {@link #close()} to call. */
public interface ByteSink extends AutoCloseable {
    /**
     * Sends bytes; the host may not have written them when this returns.
     *
     * @param bytes of which the first {@code count} are sent
     * @throws io.vacate.api.error.HypervisorException if the host fails or the connection breaks
     */
    void write(byte[] bytes, int count);

    /**
     * Waits until the host has written all.
     *
     * @throws io.vacate.api.error.HypervisorException if it has not; what is in the file is then unknown
     */
    void finish();

    /** Gives the stream back; without {@link #finish()} the file's contents are unknown. Idempotent; never throws. */
    @Override
    void close();
}
