package io.vacate.libvirt.guest;

import java.util.List;

/**
 * What a host keeps about a VM beside its definition.
 *
 * @param snapshots how many snapshots
 * @param checkpoints how many checkpoints, to which incremental backups refer
 * @param busyDisks the disks on which a block job is at work, by their names in the guest
 */
public record GuestState(int snapshots, int checkpoints, List<String> busyDisks) {
    /** Nothing. */
    public static final GuestState NONE = new GuestState(0, 0, List.of());

    /** Copies the list. */
    public GuestState {
        busyDisks = List.copyOf(busyDisks);
    }
}
