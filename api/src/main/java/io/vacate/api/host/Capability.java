package io.vacate.api.host;

/**
 * Something that a session to a host may or may not be able to do. The set of a session is fixed when it opens, and
 * honest: asking for anything outside of it is refused before anything has changed.
 */
public enum Capability {
    /** Define and undefine VMs. */
    DEFINE,
    /** Pause and resume a VM in place. */
    PAUSE,
    /** Save a VM's state to a file on its host and restore it. */
    SAVE_RESTORE,
    /** Report what happens to VMs as it happens. */
    LIFECYCLE_EVENTS,
    /** Statistics of all VMs in one call. */
    BULK_STATISTICS,
    /** Measure how fast a running VM rewrites its memory. */
    DIRTY_RATE,
    /** Read and set a running VM's share of the CPUs. */
    CPU_SCHEDULING,
    /** Read and set on which CPUs of its host a running VM's virtual CPUs run. */
    CPU_PINNING,
    /** Change how much memory a running VM's guest may use. */
    MEMORY_TARGET,
    /** Live migration by pre-copy. */
    PRE_COPY,
    /** Live migration by post-copy. */
    POST_COPY,
    /** The post-copy phase has a bandwidth limit of its own, which can be changed while it runs. */
    POST_COPY_BANDWIDTH,
    /** A post-copy migration that broke can be taken up again while both halves of the VM are there. */
    POST_COPY_RECOVERY,
    /** Migration of a VM that is paused for all of the transfer. */
    STOP_AND_COPY,
    /** The definition of a VM that is off moves. */
    OFFLINE_MIGRATION,
    /** A VM that somebody paused migrates by pre-copy or stop-and-copy, and arrives paused. */
    PAUSED_MIGRATION,
    /** Suspend to a file on disk, copy, resume at the destination. */
    SUSPEND_COPY_RESUME_DISK,
    /** Suspend to main memory, copy, resume at the destination. */
    SUSPEND_COPY_RESUME_MEMORY,
    /** A suspend-copy-resume can wait once its VM is suspended, until it is told to proceed. */
    HOLD_SUSPENDED,
    /** A running migration tells how many bytes it has moved. */
    BYTE_PROGRESS,
    /** A running migration can be cancelled. */
    CANCEL,
    /** The bandwidth of a migration can be limited. */
    BANDWIDTH_LIMIT,
    /** The bandwidth limit can be changed while the migration runs. */
    ADJUST_BANDWIDTH,
    /** The longest allowed downtime can be set. */
    DOWNTIME_LIMIT,
    /** The longest allowed downtime can be changed while the migration runs. */
    ADJUST_DOWNTIME,
    /** The VM can be made to change hosts now, however long its downtime gets. */
    FORCED_SWITCH_OVER,
    /** The hypervisor can be told what bandwidth the switch-over will have, by which it decides when to make it. */
    SWITCH_OVER_BANDWIDTH,
    /** The guest is slowed down until its pre-copy converges. */
    AUTO_CONVERGE,
    /** Only differences to the pages sent before travel ({@code XBZRLE}). */
    COMPRESSION_XBZRLE,
    /** Memory pages are compressed with zlib, over parallel connections. */
    COMPRESSION_ZLIB,
    /** Memory pages are compressed with Zstandard, over parallel connections. */
    COMPRESSION_ZSTD,
    /** The cache of {@code XBZRLE} can be sized, also while the migration runs. */
    COMPRESSION_CACHE,
    /** One migration over several connections at once. */
    PARALLEL_CONNECTIONS,
    /** The VM's memory is encrypted on its way. */
    TLS_TRANSFER,
    /** The name that the destination's certificate must have can be given. */
    TLS_HOSTNAME,
    /** Pages are sent from where they are, without a copy of them, over parallel connections. */
    ZERO_COPY,
    /** The VM's memory travels inside the management connection. */
    TUNNELLED_TRANSFER,
    /** This program, not the source host, leads the migration. */
    CLIENT_DRIVEN,
    /** Local disks are copied along with the VM. */
    STORAGE_COPY,
    /** The VM can get another name at its destination. */
    RENAME,
    /** The VM's definition can be changed on the way. */
    CHANGE_DEFINITION,
    /** The VM can be made to arrive paused. */
    ARRIVE_PAUSED,
    /** The memory travels to an address of the request's choice, such as the destination's in a network for migrations. */
    MIGRATION_ADDRESS,
    /** The destination waits for the memory at an address of the request's choice only. */
    LISTEN_ADDRESS
}
