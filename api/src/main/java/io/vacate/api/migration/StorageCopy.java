package io.vacate.api.migration;

/** What happens to disks that only the source host can reach. */
public enum StorageCopy {
    /** Nothing: all disks are shared, or there are none. */
    NONE,
    /** They are copied whole. */
    FULL,
    /** Only what differs from a base image that the destination has is copied. */
    INCREMENTAL
}
