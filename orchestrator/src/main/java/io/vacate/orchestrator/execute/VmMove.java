package io.vacate.orchestrator.execute;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.batch.Action;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;

/**
 * A migration of a plan, with the VM and the hosts that it stands for. A VM that goes by a third host has two of them.
 *
 * @param planned the plan's action, with what it predicts
 * @param profile what was known of the VM when it was planned, as its driver told it
 * @param vm the VM where it was found
 * @param source where it leaves from: of a VM's second move, the host where the first one leaves it
 * @param destination where it goes
 * @param request how
 * @param memory memory that it takes at its destination, the hypervisor's own share included
 * @param sendBudget after so much data the migration counts as not converging
 * @param notBefore time from the start of the run before which it must not start
 */
public record VmMove(
        Action.Migrate planned,
        VmProfile profile,
        VM vm,
        Host source,
        Host destination,
        MigrationRequest request,
        DataSize memory,
        DataSize sendBudget,
        Duration notBefore)
        implements PlanStep {
    /** Makes a move that may start at any time. */
    public VmMove(
            Action.Migrate planned,
            VmProfile profile,
            VM vm,
            Host source,
            Host destination,
            MigrationRequest request,
            DataSize memory,
            DataSize sendBudget) {
        this(planned, profile, vm, source, destination, request, memory, sendBudget, Duration.ZERO);
    }

    /** Returns the VM's identity. */
    public VmId vmId() {
        return vm.id();
    }

    @Override
    public String subject() {
        return vm.name();
    }

    /** Returns how long it is predicted to take: as likely longer as shorter. */
    public Duration predicted() {
        return planned.prediction()
                .map(each -> each.totalTime().p50())
                .orElseGet(() -> planned.end().minus(planned.start()));
    }

    /** Tells whether the VM was found at its source, rather than where an earlier move takes it from. */
    public boolean isWhereItStarts() {
        return vm.host().uri().equals(source.uri());
    }

    /** Returns the same move of the VM as it was found anew. */
    VmMove from(Host place, VM found) {
        return new VmMove(planned, profile, found, place, destination, request, memory, sendBudget, notBefore);
    }
}
