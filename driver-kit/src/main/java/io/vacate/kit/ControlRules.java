package io.vacate.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.VmState;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Adjusting a migration on its way, and cancelling it. */
abstract class ControlRules extends RuleGroup {
    private static final DataRate FAST = DataRate.ofMebibytesPerSecond(400);

    ControlRules(DriverConformanceKit kit) {
        super(kit);
    }

    @Test
    @DisplayName("R12.1 MUST: a new bandwidth limit takes effect while the migration runs")
    void required_r1201_bandwidthIsAdjusted() {
        needs(Capability.PRE_COPY, Capability.BANDWIDTH_LIMIT, Capability.ADJUST_BANDWIDTH, Capability.BYTE_PROGRESS);
        Guest guest = scene.guest();
        DataRate crawling = DataRate.ofMebibytesPerSecond(2);
        MigrationJob job = scene.migrate(
                guest, MigrationRequest.builder().bandwidth(crawling).build());
        awaitCopying(job);
        MigrationProgress before = job.progress();

        assertThat(job.requestBandwidth(FAST)).isTrue();
        assertThat(scene.outcome(job)).isInstanceOf(MigrationOutcome.Completed.class);

        assertFasterThan(crawling, before, job.progress());
    }

    @Test
    @DisplayName("R12.2 MUST: a bandwidth limit of 0 is refused as a misuse, and the migration goes on")
    void required_r1202_zeroBandwidthIsRefused() {
        needs(Capability.ADJUST_BANDWIDTH);
        MigrationJob job = lastingMigration();

        assertThatThrownBy(() -> job.requestBandwidth(DataRate.ofBytesPerSecond(0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(job.state().isFinal()).isFalse();
    }

    @Test
    @DisplayName("R12.3 MUST: a downtime below 1 ms is refused as a misuse, and the migration goes on")
    void required_r1203_zeroDowntimeIsRefused() {
        needs(Capability.ADJUST_DOWNTIME);
        MigrationJob job = lastingMigration();

        assertThatThrownBy(() -> job.requestDowntime(Duration.ofNanos(1))).isInstanceOf(IllegalArgumentException.class);
        assertThat(job.state().isFinal()).isFalse();
    }

    @Test
    @DisplayName("R12.4 MUST: a new downtime limit is taken while the migration runs")
    void required_r1204_downtimeIsAdjusted() {
        needs(Capability.ADJUST_DOWNTIME);
        MigrationJob job = lastingMigration();

        assertThat(job.requestDowntime(Duration.ofMillis(500))).isTrue();
        assertThat(job.state().isFinal()).isFalse();
    }

    @Test
    @DisplayName("R12.5 MUST: requests to a migration that has ended say so, and change nothing")
    void required_r1205_endedJobTakesNoRequests() {
        needs(Capability.PRE_COPY);
        Guest guest = scene.guest();
        Set<Capability> capabilities = guest.home().capabilities();
        MigrationJob job = scene.migrate(guest, MigrationRequest.live());
        scene.outcome(job);

        if (capabilities.contains(Capability.CANCEL)) {
            assertThat(job.requestCancel()).isFalse();
        }
        if (capabilities.contains(Capability.ADJUST_BANDWIDTH)) {
            assertThat(job.requestBandwidth(FAST)).isFalse();
        }
        if (capabilities.contains(Capability.ADJUST_DOWNTIME)) {
            assertThat(job.requestDowntime(Duration.ofMillis(500))).isFalse();
        }
        assertThat(job.state()).isEqualTo(MigrationState.COMPLETED);
    }

    @Test
    @DisplayName(
            "R12.6 MUST: a cancelled migration ends as cancelled, with the VM running at its source and not at its destination")
    void required_r1206_cancelledVmStays() {
        needs(Capability.CANCEL);
        Guest guest = scene.guest();
        MigrationJob job = scene.migrate(guest, lasting(guest));
        awaitCopying(job);

        assertThat(job.requestCancel()).isTrue();
        MigrationOutcome outcome = scene.outcome(job);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        MigrationOutcome.Cancelled.class,
                        cancelled -> assertThat(cancelled.location())
                                .isInstanceOfSatisfying(
                                        VmLocation.OnHost.class,
                                        on -> assertThat(on.host()).isEqualTo(guest.source())));
        assertThat(job.state()).isEqualTo(MigrationState.CANCELLED);
        assertThat(guest.state()).isEqualTo(VmState.RUNNING);
        assertThat(guest.isKnownTo(guest.away())).isFalse();
    }

    @Test
    @DisplayName("R12.7 MUST: a cancelled migration leaves the VM's memory whole")
    void required_r1207_cancelledMemoryIsWhole() {
        needs(Capability.CANCEL);
        MemoryCheck check = supplied("memoryCheck", kit.memoryCheck());
        Guest guest = scene.guest();
        MigrationJob job = scene.migrate(guest, lasting(guest));
        awaitCopying(job);

        job.requestCancel();
        scene.outcome(job);

        assertThat(check.problems(guest.id(), guest.name(), guest.source())).isEmpty();
    }

    @Test
    @DisplayName("R12.8 MUST: cancelling twice is harmless")
    void required_r1208_cancellingTwice() {
        needs(Capability.CANCEL);
        Guest guest = scene.guest();
        MigrationJob job = scene.migrate(guest, lasting(guest));
        awaitCopying(job);
        job.requestCancel();

        assertThatCode(job::requestCancel).doesNotThrowAnyException();

        assertThat(scene.outcome(job)).isInstanceOf(MigrationOutcome.Cancelled.class);
    }

    @Test
    @DisplayName("R12.9 MUST: a migration that is cancelled at once ends too, and the VM runs on one host")
    void required_r1209_cancellingAtOnce() {
        needs(Capability.PRE_COPY, Capability.CANCEL);
        Guest guest = scene.guest();
        MigrationJob job = scene.migrate(guest, lasting(guest));

        assertThat(job.requestCancel()).isTrue();

        assertThat(scene.outcome(job)).isInstanceOf(MigrationOutcome.Cancelled.class);
        assertThat(guest.runsOn(guest.home())).isTrue();
        assertThat(guest.isKnownTo(guest.away())).isFalse();
    }

    @Test
    @DisplayName("R12.10 MUST: a later migration of the VM succeeds, and is not bound by the limits of the first")
    void required_r1210_laterMigrationIsFree() {
        needs(Capability.PRE_COPY, Capability.BANDWIDTH_LIMIT, Capability.CANCEL, Capability.BYTE_PROGRESS);
        Guest guest = scene.guest();
        DataRate crawling = DataRate.ofMebibytesPerSecond(2);
        MigrationJob first = scene.migrate(
                guest, MigrationRequest.builder().bandwidth(crawling).build());
        awaitCopying(first);
        first.requestCancel();
        scene.outcome(first);

        MigrationJob second = scene.migrate(guest, MigrationRequest.live());
        assertThat(scene.outcome(second)).isInstanceOf(MigrationOutcome.Completed.class);

        MigrationProgress begin = MigrationProgress.builder(MigrationState.PREPARING, Duration.ZERO)
                .build();
        assertFasterThan(crawling, begin, second.progress());
    }

    @Test
    @DisplayName("R12.11 MUST: a switch-over that is forced brings the VM to its destination now")
    void required_r1211_switchOverIsForced() {
        needs(Capability.PRE_COPY, Capability.FORCED_SWITCH_OVER, Capability.BANDWIDTH_LIMIT);
        Guest guest = scene.guest();
        MigrationJob job = scene.migrate(guest, lasting(guest));
        awaitCopying(job);

        assertThat(job.requestSwitchOver()).isTrue();
        hurry(guest, job);

        assertThat(scene.outcome(job)).isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(guest.runsOn(guest.away())).isTrue();
        assertThat(job.requestSwitchOver()).isFalse();
    }

    @Test
    @DisplayName("R12.12 MUST: a migration in its post-copy phase cannot be cancelled, and goes on")
    void required_r1212_postCopyIsNotCancelled() {
        needs(Capability.POST_COPY, Capability.CANCEL);
        Guest guest = scene.guest();
        MigrationJob job = scene.migrate(guest, lastingPostCopy(guest));
        awaitCopying(job);
        job.requestPostCopy();
        scene.await("the VM has moved", () -> job.state() != MigrationState.COPYING);
        if (job.state() != MigrationState.POST_COPY) {
            throw skipped("post-copy was over too soon");
        }

        assertThatThrownBy(job::requestCancel).isInstanceOf(VmStateException.class);
        assertThat(scene.outcome(job)).isInstanceOf(MigrationOutcome.Completed.class);
    }

    private MigrationRequest lastingPostCopy(Guest guest) {
        MigrationRequest.Builder request =
                lastingBuilder(guest).mode(new MigrationMode.PostCopy(new MigrationMode.Trigger.OnRequest()));
        if (guest.home().capabilities().contains(Capability.POST_COPY_BANDWIDTH)) {
            request.postCopyBandwidth(DataRate.ofMebibytesPerSecond(16));
        }
        return request.build();
    }

    private MigrationJob lastingMigration() {
        needs(Capability.PRE_COPY);
        Guest guest = scene.guest();
        MigrationJob job = scene.migrate(guest, lasting(guest));
        awaitCopying(job);
        return job;
    }

    /** A limit that still holds is kept to a few per cent; one that is gone is exceeded many times, even on a busy machine. */
    private static void assertFasterThan(DataRate limit, MigrationProgress before, MigrationProgress after) {
        double seconds = after.elapsed().minus(before.elapsed()).toMillis() / 1e3;
        double sent = (double) sent(after).bytes() - sent(before).bytes();
        assertThat(sent).as("bytes from %s to %s", before, after).isGreaterThan(1.5 * limit.bytesPerSecond() * seconds);
    }
}
