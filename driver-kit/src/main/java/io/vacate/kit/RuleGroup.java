package io.vacate.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.host.Capability;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestMethodOrder;

/** A group of rules: what their tests share. */
@TestMethodOrder(MethodOrderer.MethodName.class)
abstract class RuleGroup {
    final DriverConformanceKit kit;
    final Scene scene;

    private String rule = "";

    RuleGroup(DriverConformanceKit kit) {
        this.kit = kit;
        scene = kit.scene();
    }

    @BeforeEach
    void begin(TestInfo test) {
        rule = test.getDisplayName().split(" ", 2)[0];
    }

    @AfterEach
    void end() {
        scene.endTest();
    }

    /** Skips the rule where the hosts cannot do what it is about. */
    void needs(Capability... capabilities) {
        for (Capability capability : capabilities) {
            if (!scene.first().capabilities().contains(capability)) {
                throw skipped("the hosts lack %s".formatted(capability));
            }
        }
    }

    /** Skips the rule where the hosts can do what it is about the lack of. */
    void needsLackOf(Capability capability) {
        if (scene.first().capabilities().contains(capability)) {
            throw skipped("the hosts have %s".formatted(capability));
        }
    }

    /** Skips the rule where the author of the driver did not supply what it needs. */
    <T> T supplied(String hook, Optional<T> value) {
        return value.orElseThrow(() -> skipped("%s() is not supplied".formatted(hook)));
    }

    /** Returns the migration without wishes that all rules share which only look at one. */
    PlainMigration plainMigration() {
        needs(Capability.PRE_COPY);
        return scene.plainMigration(() -> PlainMigration.of(scene.guest(), kit));
    }

    /** Returns a request whose migration can be watched. */
    MigrationRequest lasting(Guest guest) {
        return lastingBuilder(guest).build();
    }

    MigrationRequest.Builder lastingBuilder(Guest guest) {
        return supplied("lastingRequest", kit.lastingRequest(guest.home()));
    }

    /** Returns the identity of a VM that is on no host. */
    VmId ghost() {
        return new VmId(UUID.fromString("00000000-dead-4000-8000-000000000000"));
    }

    /** Returns the suspend-copy-resume that the hosts can do; where they can do none, one of those. */
    MigrationMode.SuspendCopyResume suspension() {
        boolean inMemory = scene.first().capabilities().contains(Capability.SUSPEND_COPY_RESUME_MEMORY);
        return new MigrationMode.SuspendCopyResume(inMemory ? Buffer.MEMORY : Buffer.DISK);
    }

    /** Waits until memory moves; fails if it moves no more. */
    void awaitCopying(MigrationJob job) {
        scene.await(
                "memory of %s moves".formatted(job.vm()),
                () -> job.state() != MigrationState.PREPARING && hasSent(job.progress()));
        assertThat(job.state()).as("state of a migration that was to last").isEqualTo(MigrationState.COPYING);
    }

    private static boolean hasSent(MigrationProgress sample) {
        return sample.transferred().isEmpty() || !sent(sample).isZero();
    }

    static DataSize sent(MigrationProgress sample) {
        return sample.transferred().orElse(DataSize.ZERO);
    }

    /** Lifts the limit of a lasting migration, where that can be done. */
    static void hurry(Guest guest, MigrationJob job) {
        if (guest.home().capabilities().contains(Capability.ADJUST_BANDWIDTH)) {
            job.requestBandwidth(DataRate.ofMebibytesPerSecond(1000));
        }
    }

    /** Reports a rule that no test can see. */
    void untestable(String why) {
        throw skipped("untested: " + why);
    }

    /**
     * Ends the test as skipped; returns nothing, so that callers can {@code throw} it.
     *
     * @param why the same in each run, as {@link SkippedRules} list it: without addresses
     */
    RuntimeException skipped(String why) {
        return Assumptions.abort(RuleReport.skipped(rule, why));
    }
}
