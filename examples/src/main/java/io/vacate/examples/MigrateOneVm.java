package io.vacate.examples;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataRate;
import io.vacate.sim.SimWorld;
import java.io.PrintStream;
import java.time.Duration;

/** Migrates one VM with limits, looks at it on its way, and handles each way in which it can end. */
public final class MigrateOneVm {
    private MigrateOneVm() {}

    /**
     * Runs the example on simulated hosts.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        migrate(System.out);
    }

    static void migrate(PrintStream out) {
        // With real hosts: Hosts.open("kvm+tls://node7/system").
        try (SimWorld world = SimulatedRack.twoHosts();
                Host source = world.open("alpha");
                Host destination = world.open("beta")) {
            VM vm = source.vm("web");
            MigrationRequest request = MigrationRequest.builder()
                    .bandwidth(DataRate.ofMebibytesPerSecond(40))
                    .downtime(Duration.ofMillis(300))
                    .build();
            // Whatever is wrong with the request is thrown here, before anything has changed.
            MigrationJob job = vm.migrateTo(destination, request);

            world.advance(Duration.ofSeconds(5));
            out.println(job.progress());

            // Simulated time passes only when told to; with real hosts: job.completion().toCompletableFuture().join().
            MigrationOutcome outcome = world.runUntil(job.completion());
            out.println(describe(outcome));
        }
    }

    /** Says how a migration ended. The type is sealed, so that no case is forgotten: from JDK 21 on a switch can do this. */
    private static String describe(MigrationOutcome outcome) {
        if (outcome instanceof MigrationOutcome.Completed done) {
            return "Moved to %s in %d ms, %s ms of them down"
                    .formatted(
                            done.destination(),
                            done.statistics().total().toMillis(),
                            done.statistics().downtime().map(Duration::toMillis).orElse(0L));
        }
        if (outcome instanceof MigrationOutcome.Cancelled cancelled) {
            return "Cancelled; the VM is " + cancelled.location();
        }
        MigrationOutcome.Failed failed = (MigrationOutcome.Failed) outcome;
        return "Failed: %s; the VM is %s".formatted(failed.cause().getMessage(), failed.location());
    }
}
