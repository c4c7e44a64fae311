package io.vacate.sim;

import io.vacate.api.Host;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** Makes small worlds for tests: checked after each event, without fixed costs, links of 100 MiB/s. */
abstract class Worldly {
    static final DataRate LINK = DataRate.ofMebibytesPerSecond(100);
    private SimWorld world = defaultWorld();

    SimWorld defaultWorld() {
        return world(vm("web", 1000));
    }

    static SimWorld world(SimVm.Builder... vms) {
        return builder(vms).build();
    }

    static SimWorld.Builder builder(SimVm.Builder... vms) {
        SimHost.Builder alpha = host("alpha");
        for (SimVm.Builder vm : vms) {
            alpha.vm(vm.build());
        }
        return SimWorld.builder()
                .costs(SimCosts.NONE)
                .checkInvariants()
                .host(alpha.build())
                .host(host("beta").build())
                .host(host("gamma").build());
    }

    static SimHost.Builder host(String name) {
        return SimHost.builder(name, mebibytes(16_384)).network(LINK);
    }

    static SimVm.Builder vm(String name, long mebibytes) {
        return SimVm.builder(name, mebibytes(mebibytes));
    }

    static DirtyCurve dirty(long mebibytesPerSecond, long workingSetMebibytes) {
        return DirtyCurve.of(DataRate.ofMebibytesPerSecond(mebibytesPerSecond), mebibytes(workingSetMebibytes));
    }

    static DataSize mebibytes(long mebibytes) {
        return DataSize.ofMebibytes(mebibytes);
    }

    static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    /** Replaces the world, which is closed after the test. */
    SimWorld use(SimWorld other) {
        world.close();
        world = other;
        return other;
    }

    SimWorld world() {
        return world;
    }

    Host open(String host) {
        return world.open(host);
    }

    MigrationJob migrate(String vm, String from, String to, MigrationRequest request) {
        return open(from).vm(vm).migrateTo(open(to), request);
    }

    MigrationOutcome run(MigrationJob job) {
        return world.runUntil(job.completion());
    }

    @AfterEach
    void closeWorld() {
        world.assertInvariants();
        world.close();
    }
}
