package io.vacate.libvirt.connection;

/** What a {@link Connection} holds; apart from it so that a cleaner can hold it. Thread-safe. */
final class HandleSlot {
    private volatile ConnectionHandle handle;
    private volatile boolean closed;

    HandleSlot(ConnectionHandle handle) {
        this.handle = handle;
    }

    ConnectionHandle handle() {
        return handle;
    }

    boolean isClosed() {
        return closed;
    }

    /** Takes another handle for the one that was lost; closes it if this is closed already. */
    synchronized void replace(ConnectionHandle anew) {
        if (closed) {
            anew.close();
        } else {
            handle.close();
            handle = anew;
        }
    }

    /** Gives the handle away; this is then as good as closed. */
    synchronized ConnectionHandle release() {
        closed = true;
        return handle;
    }

    synchronized void close() {
        if (!closed) {
            closed = true;
            handle.close();
        }
    }
}
