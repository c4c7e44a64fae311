package io.vacate.libvirt.storage;

/** Bytes that come from a host. For one thread; an error leaves nothing but {@link #close()} to call. */
public interface ByteSource extends AutoCloseable {
    /**
     * Waits for bytes and takes them.
     *
     * @return how many there are in {@code buffer} now, from its start; 0 at the end
     * @throws io.vacate.api.error.HypervisorException if the host fails or the connection breaks
     */
    int read(byte[] buffer);

    /** Gives the stream back, whether or not all was read. Idempotent; never throws. */
    @Override
    void close();
}
