package io.vacate.orchestrator.execute;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.batch.Action;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Moves as a plan has them, for tests that plan nothing. */
public final class Planned {
    private static final NetworkProfile NETWORK =
            NetworkProfile.star(List.of("a", "b"), DataRate.ofMegabitsPerSecond(500));

    private Planned() {}

    /** Returns the move of a VM that rewrites its memory so. */
    public static VmMove move(VM vm, Host destination, DataSize memory, DirtyCurve dirty) {
        VmProfile profile = new VmProfile(vm.id(), vm.name(), memory, memory, dirty, Duration.ofMillis(300));
        MigrationEstimate estimate = Predictor.of(NETWORK).estimate(profile, "a", "b");
        Action.Migrate action = new Action.Migrate(
                "migrate " + vm.name(),
                vm.name(),
                "a",
                "b",
                Tuning.PRE_COPY,
                Duration.ZERO,
                estimate.terms().total(),
                estimate.terms().rate(),
                List.of(),
                Optional.of(estimate));
        DataSize budget = DataSize.ofBytes(8 * memory.bytes());
        return new VmMove(action, profile, vm, vm.host(), destination, MigrationRequest.live(), memory, budget);
    }

    /** Returns the move of a VM that is nowhere. */
    public static VmMove move(VmId id, DataSize memory, DirtyCurve dirty) {
        VM vm = mock(VM.class);
        when(vm.id()).thenReturn(id);
        when(vm.name()).thenReturn("vm");
        Host host = mock(Host.class);
        when(vm.host()).thenReturn(host);
        return move(vm, mock(Host.class), memory, dirty);
    }
}
