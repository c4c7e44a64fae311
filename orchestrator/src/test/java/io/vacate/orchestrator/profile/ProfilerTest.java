package io.vacate.orchestrator.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.DirtyRateSample;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStats;
import io.vacate.api.vm.VmStatus;
import io.vacate.api.vm.VmSummary;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProfilerTest {
    private static final DataSize MEMORY = DataSize.ofMebibytes(256);
    private static final Duration DOWNTIME = Duration.ofMillis(300);

    private final Host host = mock(Host.class);
    private final VM vm = mock(VM.class);
    private final VmId id = new VmId(new UUID(1, 2));
    private final VmStats.Builder stats =
            VmStats.builder(new VmSummary(id, "web", new VmStatus(VmState.RUNNING, StateReason.BOOTED)), 1, MEMORY);

    @BeforeEach
    void describe() {
        when(vm.id()).thenReturn(id);
        when(vm.name()).thenReturn("web");
        when(vm.host()).thenReturn(host);
        when(host.uri()).thenReturn(HostUri.parse("sim:rack#alpha"));
        when(host.capabilities()).thenReturn(Set.of(Capability.DIRTY_RATE));
    }

    private MeasuredVm profile(Sampling sampling) {
        return new Profiler(sampling)
                .profile(vm, stats.build(), MEMORY, DOWNTIME)
                .toCompletableFuture()
                .join();
    }

    private void dirties(int seconds, int mebibytesPerSecond) {
        Duration period = Duration.ofSeconds(seconds);
        when(vm.measureDirtyRate(period))
                .thenReturn(CompletableFuture.completedFuture(
                        new DirtyRateSample(period, DataRate.ofMebibytesPerSecond(mebibytesPerSecond))));
    }

    @Test
    void busyVmIsWatchedAtGrowingPeriods() {
        stats.residentMemory(DataSize.ofMebibytes(200));
        dirties(1, 20);
        dirties(4, 15);

        MeasuredVm measured = profile(Sampling.DEFAULT);

        assertThat(measured.assumptions()).isEmpty();
        assertThat(measured.profile().usedMemory()).isEqualTo(DataSize.ofMebibytes(200));
        assertThat(measured.profile().dirty().within(Duration.ofSeconds(1))).isEqualTo(DataSize.ofMebibytes(20));
        assertThat(measured.profile().dirty().within(Duration.ofSeconds(4))).isEqualTo(DataSize.ofMebibytes(60));
    }

    @Test
    void quietVmIsNotKeptWaiting() {
        stats.residentMemory(MEMORY);
        dirties(1, 0);

        assertThat(profile(Sampling.DEFAULT).profile().dirty().within(Duration.ofHours(1)))
                .isEqualTo(DataSize.ZERO);
        verify(vm, times(1)).measureDirtyRate(any());
    }

    @Test
    void noiseDoesNotMakeTheCurveFall() {
        stats.residentMemory(MEMORY);
        dirties(1, 20);
        dirties(4, 3);

        assertThat(profile(Sampling.DEFAULT).profile().dirty().within(Duration.ofSeconds(4)))
                .isEqualTo(DataSize.ofMebibytes(20));
    }

    @Test
    void residentMemoryAboveTheConfiguredIsTheHypervisorsOwn() {
        stats.residentMemory(DataSize.ofMebibytes(400));
        dirties(1, 0);

        assertThat(profile(Sampling.DEFAULT).profile().usedMemory()).isEqualTo(MEMORY);
    }

    @Test
    void failedMeasurementIsAnAssumptionNotAnError() {
        when(vm.measureDirtyRate(any()))
                .thenReturn(CompletableFuture.failedFuture(new OperationFailedException("busy with something else")));

        assertThat(profile(Sampling.DEFAULT).assumptions())
                .containsExactly(
                        "memory in use by 'web' is not known: assumed all of its 256 MiB",
                        "how fast 'web' rewrites its memory is not known (busy with something else): assumed idle");
    }

    @Test
    void hostThatCannotMeasureIsNotAsked() {
        stats.residentMemory(MEMORY);
        when(host.capabilities()).thenReturn(Set.of());

        assertThat(profile(Sampling.DEFAULT).assumptions())
                .singleElement()
                .asString()
                .contains("cannot measure it");
        verify(vm, never()).measureDirtyRate(any());
    }
}
