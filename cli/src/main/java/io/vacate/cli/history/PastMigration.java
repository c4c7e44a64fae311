package io.vacate.cli.history;

import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.Phase;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.calibrate.Observation;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A migration that is over, as a file tells it.
 *
 * @param run what it was part of, as a name; empty where the file does not tell
 * @param vm the VM as it was known before
 * @param from name of the source host
 * @param to name of the destination host
 * @param tuning how it was moved
 * @param start since a moment that all of its run have in common
 * @param total time that it took
 * @param sent data sent, where that is told
 * @param sending time spent sending, where it can be told
 * @param phases lengths of the phases that are told
 * @param link speed of the narrower of both hosts' links, where that is told
 */
record PastMigration(
        String run,
        VmProfile vm,
        String from,
        String to,
        Tuning tuning,
        Duration start,
        Duration total,
        Optional<DataSize> sent,
        Optional<Duration> sending,
        Map<Phase, Duration> phases,
        Optional<DataRate> link) {
    Duration end() {
        return start.plus(total);
    }

    /** Tells whether both were under way at once, and met at a host. */
    boolean meets(PastMigration other) {
        return overlaps(other)
                && (from.equals(other.from) || to.equals(other.to) || from.equals(other.to) || to.equals(other.from));
    }

    boolean overlaps(PastMigration other) {
        return start.compareTo(other.end()) < 0 && other.start.compareTo(end()) < 0;
    }

    /** Tells whether more is known of it than its times. */
    boolean tellsMore() {
        boolean isSuspended = tuning.mode() instanceof MigrationMode.SuspendCopyResume;
        return sent.isPresent() && (isSuspended ? !phases.isEmpty() : sending.isPresent());
    }

    Observation observation(int concurrent) {
        return new Observation(vm, from, to, tuning, total, sent, sending, concurrent, phases);
    }
}
