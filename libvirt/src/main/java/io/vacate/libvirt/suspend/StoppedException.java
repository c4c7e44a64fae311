package io.vacate.libvirt.suspend;

/** Someone asked that the migration be stopped, and it can be. */
final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException() {
        super("stopped on request", null, false, false);
    }
}
