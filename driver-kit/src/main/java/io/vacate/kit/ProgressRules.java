package io.vacate.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.VmState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A migration on its way. */
abstract class ProgressRules extends RuleGroup {
    ProgressRules(DriverConformanceKit kit) {
        super(kit);
    }

    @Test
    @DisplayName("R11.1 MUST: states only move forward")
    void required_r1101_statesMoveForward() {
        assertThat(samplesOfAMigration()).isSortedAccordingTo(Comparator.comparing(MigrationProgress::state));
    }

    @Test
    @DisplayName("R11.2 MUST: elapsed time never runs backwards")
    void required_r1102_elapsedGrows() {
        assertThat(samplesOfAMigration()).isSortedAccordingTo(Comparator.comparing(MigrationProgress::elapsed));
    }

    @Test
    @DisplayName("R11.3 MUST: the bytes that were sent never become fewer")
    void required_r1103_transferredGrows() {
        needs(Capability.BYTE_PROGRESS);

        assertThat(samplesOfAMigration()).isSortedAccordingTo(Comparator.comparing(RuleGroup::sent));
    }

    @Test
    @DisplayName("R11.4 MUST: the number of the round never falls")
    void required_r1104_iterationGrows() {
        assertThat(samplesOfAMigration()).isSortedAccordingTo(Comparator.comparing(MigrationProgress::iteration));
    }

    @Test
    @DisplayName(
            "R11.5 MUST: with BYTE_PROGRESS, total, sent and remaining bytes are told while memory moves, always together")
    void required_r1105_bytesAreTold() {
        needs(Capability.BYTE_PROGRESS);

        List<MigrationProgress> telling = samplesOfAMigration().stream()
                .filter(sample -> sample.state() == MigrationState.COPYING)
                // The hypervisor may need a moment until it can tell.
                .dropWhile(sample -> sample.transferred().isEmpty())
                .toList();

        assertThat(telling).isNotEmpty().allSatisfy(sample -> {
            assertThat(sample.total()).isPresent();
            assertThat(sample.transferred()).isPresent();
            assertThat(sample.remaining()).isPresent();
        });
    }

    @Test
    @DisplayName("R11.6 MUST: without BYTE_PROGRESS, no bytes are told")
    void required_r1106_bytesAreNotInvented() {
        needsLackOf(Capability.BYTE_PROGRESS);

        assertThat(samplesOfAMigration()).allSatisfy(sample -> {
            assertThat(sample.total()).isEmpty();
            assertThat(sample.transferred()).isEmpty();
            assertThat(sample.remaining()).isEmpty();
        });
    }

    @Test
    @DisplayName("R11.7 MUST: during pre-copy the VM runs at its source, and not at its destination")
    void required_r1107_vmRunsAtItsSource() {
        needs(Capability.PRE_COPY);
        Guest guest = scene.guest();
        MigrationJob job = scene.migrate(guest, lasting(guest));
        awaitCopying(job);

        assertThat(guest.state()).isEqualTo(VmState.RUNNING);
        assertThat(guest.runsOn(guest.away())).isFalse();
        assertThat(job.state()).isEqualTo(MigrationState.COPYING);
    }

    @Test
    @DisplayName("R11.8 MUST: the last sample has the outcome's state, and stays")
    void required_r1108_lastSampleStays() {
        List<MigrationProgress> samples = samplesOfAMigration();
        MigrationProgress later = samples.get(samples.size() - 1);
        MigrationProgress last = samples.get(samples.size() - 2);

        assertThat(last.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(later.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(later.elapsed()).isEqualTo(last.elapsed());
    }

    @Test
    @DisplayName("R11.9 MUST: a bandwidth limit is kept")
    void required_r1109_limitIsKept() {
        needs(Capability.PRE_COPY, Capability.BANDWIDTH_LIMIT, Capability.BYTE_PROGRESS);
        Guest guest = scene.guest();
        DataRate limit = DataRate.ofMebibytesPerSecond(8);
        MigrationJob job =
                scene.migrate(guest, MigrationRequest.builder().bandwidth(limit).build());

        scene.await(
                "2 s have passed, and memory moves",
                () -> job.progress().elapsed().compareTo(Duration.ofSeconds(2)) > 0
                        && !sent(job.progress()).isZero());

        MigrationProgress sample = job.progress();
        double allowed = limit.bytesPerSecond() * (sample.elapsed().toMillis() / 1e3);
        assertThat((double) sent(sample).bytes()).as("%s", sample).isPositive().isLessThan(1.25 * allowed + (4 << 20));
    }

    @Test
    @DisplayName(
            "R11.10 MUST: samples are given without asking the host: also when it does not answer or the session is closed")
    void required_r1110_progressDoesNotAsk() {
        needs(Capability.PRE_COPY);
        Guest guest = scene.guest();
        MigrationJob job = scene.migrate(guest, lasting(guest));
        awaitCopying(job);

        guest.home().close();

        assertThat(job.progress().elapsed()).isPositive();
        assertThat(job.state()).isNotEqualTo(MigrationState.PREPARING);
    }

    @Test
    @DisplayName("R11.11 MUST: running migrations are sampled at the interval of the session's options")
    void untested_r1111_sampleInterval() {
        untestable("how often a driver asks its host cannot be seen from outside");
    }

    @Test
    @DisplayName("R11.12 MUST: a migration that shows no progress for longer than its stall policy allows says so")
    void untested_r1112_stallsAreTold() {
        untestable("a test would need a network that stands still");
    }

    /** Watches a whole migration as a display would, first at a low rate where there is one, and twice after its end. */
    private List<MigrationProgress> samplesOfAMigration() {
        needs(Capability.PRE_COPY);
        if (scene.watched().isEmpty()) {
            scene.watched().addAll(watch());
        }
        return scene.watched();
    }

    private List<MigrationProgress> watch() {
        Guest guest = scene.guest();
        MigrationJob job = scene.migrate(guest, lasting(guest));
        List<MigrationProgress> samples = new ArrayList<>();
        scene.await("samples have been seen to change, or the migration has ended", () -> {
            samples.add(job.progress());
            return job.state().isFinal() || hasChanged(samples);
        });
        hurry(guest, job);
        scene.await("the migration has ended", () -> {
            samples.add(job.progress());
            return job.state().isFinal();
        });
        assertThat(scene.outcome(job)).isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(distinct(samples, MigrationProgress::elapsed))
                .as("times at which a migration that was to last was seen under way")
                .isGreaterThan(1);
        samples.add(job.progress());
        kit.letTimePass(Duration.ofMillis(300));
        samples.add(job.progress());
        assertThat(job.state()).isEqualTo(MigrationState.COMPLETED);
        return samples;
    }

    private static boolean hasChanged(List<MigrationProgress> samples) {
        return distinct(samples, RuleGroup::sent) > 3 || distinct(samples, MigrationProgress::elapsed) > 100;
    }

    private static long distinct(List<MigrationProgress> samples, Function<MigrationProgress, ?> value) {
        return samples.stream().map(value).distinct().count();
    }
}
