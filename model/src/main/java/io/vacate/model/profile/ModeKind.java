package io.vacate.model.profile;

import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationMode;

/** The modes that differ in their fixed costs: what is learned of one says little of another. */
public enum ModeKind {
    /** Copied in rounds while the VM runs. */
    PRE_COPY,
    /** The VM moves first, or after some rounds, and its memory follows. */
    POST_COPY,
    /** Paused, and copied in one go. */
    STOP_AND_COPY,
    /** Suspended to disk, copied, resumed. */
    SUSPEND_COPY_RESUME_DISK,
    /** Suspended to main memory, copied, resumed. */
    SUSPEND_COPY_RESUME_MEMORY;

    /** Returns the kind of a mode. */
    public static ModeKind of(MigrationMode mode) {
        if (mode instanceof MigrationMode.PostCopy) {
            return POST_COPY;
        }
        if (mode instanceof MigrationMode.StopAndCopy) {
            return STOP_AND_COPY;
        }
        if (mode instanceof MigrationMode.SuspendCopyResume suspend) {
            return suspend.buffer() == Buffer.DISK ? SUSPEND_COPY_RESUME_DISK : SUSPEND_COPY_RESUME_MEMORY;
        }
        return PRE_COPY;
    }

    /** Returns the mode as it comes, without options. */
    public MigrationMode plain() {
        return switch (this) {
            case PRE_COPY -> new MigrationMode.PreCopy();
            case POST_COPY -> new MigrationMode.PostCopy(new MigrationMode.Trigger.Immediately());
            case STOP_AND_COPY -> new MigrationMode.StopAndCopy();
            case SUSPEND_COPY_RESUME_DISK -> new MigrationMode.SuspendCopyResume(Buffer.DISK);
            case SUSPEND_COPY_RESUME_MEMORY -> new MigrationMode.SuspendCopyResume(Buffer.MEMORY);
        };
    }
}
