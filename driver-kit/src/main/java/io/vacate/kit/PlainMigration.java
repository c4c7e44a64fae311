package io.vacate.kit;

import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A live migration without any wishes, and all that was seen of it.
 *
 * @param vm identity of the VM
 * @param destination where it was to go
 * @param outcome how it ended
 * @param stateAtCompletion the job's state when its completion was told
 * @param within the time between the request and the sight of its end
 * @param isLeftAtSource whether the source listed the VM afterwards
 * @param stateAtDestination the VM's state there afterwards
 * @param before the VM at its source
 * @param after the VM at its destination
 * @param problems what was wrong with its memory; empty also where nobody can look
 */
record PlainMigration(
        VmId vm,
        HostUri destination,
        MigrationOutcome outcome,
        MigrationState stateAtCompletion,
        Duration within,
        boolean isLeftAtSource,
        VmState stateAtDestination,
        VmConfig before,
        VmConfig after,
        List<String> problems) {

    static PlainMigration of(Guest guest, DriverConformanceKit kit) {
        Scene scene = kit.scene();
        VmConfig before = guest.home().config(guest.id());
        Instant begin = guest.home().timeSource().instant();
        MigrationJob job = scene.migrate(guest, MigrationRequest.live());
        MigrationState seen = scene.result("migration", job.completion().thenApply(outcome -> job.state()));
        MigrationOutcome outcome = scene.outcome(job);
        Duration within = Duration.between(begin, guest.home().timeSource().instant());
        return new PlainMigration(
                guest.id(),
                guest.destination(),
                outcome,
                seen,
                within,
                guest.isKnownTo(guest.home()),
                guest.away().status(guest.id()).state(),
                before,
                guest.away().config(guest.id()),
                kit.memoryCheck()
                        .map(check -> check.problems(guest.id(), guest.name(), guest.destination()))
                        .orElse(List.of()));
    }
}
