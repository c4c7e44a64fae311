package io.vacate.libvirt.preflight;

import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.api.preflight.Severity;
import io.vacate.libvirt.guest.GuestState;
import java.util.ArrayList;
import java.util.List;

/** What libvirt keeps about a VM beside its definition, and does not take along. */
public final class SnapshotCheck implements PreflightCheck {
    /** Makes the check; all are the same. */
    public SnapshotCheck() {}

    @Override
    public List<Finding> findings(Move move) {
        List<Finding> found = new ArrayList<>();
        GuestState state = move.state();
        Severity refused = move.answer().allows() ? Severity.NOTE : Severity.BLOCKER;
        if (state.snapshots() > 0) {
            found.add(new Finding(
                    refused,
                    Check.SNAPSHOT,
                    "it has %s, with which it cannot move: delete them, or their metadata (virsh snapshot-delete --metadata)"
                            .formatted(counted(state.snapshots(), "snapshot"))));
        }
        if (state.checkpoints() > 0) {
            found.add(PreflightCheck.risk(
                    Check.SNAPSHOT,
                    "it has %s, which the destination will not know: the next incremental backup would find its chain broken, and must be a full one"
                            .formatted(counted(state.checkpoints(), "checkpoint"))));
        }
        for (String disk : state.busyDisks()) {
            found.add(new Finding(
                    refused,
                    Check.DISK,
                    "a block job, such as a copy or a commit, is at work on disk %s: let it end, or abort it (virsh blockjob --abort)"
                            .formatted(disk)));
        }
        return found;
    }

    private static String counted(int count, String what) {
        return count == 1 ? "1 " + what : count + " " + what + "s";
    }
}
