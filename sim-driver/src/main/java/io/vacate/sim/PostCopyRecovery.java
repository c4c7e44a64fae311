package io.vacate.sim;

import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.Phase;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmState;
import java.util.function.Consumer;

/** A post-copy that broke goes on: the VM is at its destination already, and what it lacks of its memory follows. */
final class PostCopyRecovery extends PostCopyMigration {
    private final Guest rest;

    /** Makes one that brings the memory that {@code source} still has to {@code rest}. */
    PostCopyRecovery(Guest source, Guest rest, MigrationRequest request, Consumer<MigrationEnd> whenEnded) {
        super(
                source,
                rest.machine,
                request,
                new MigrationMode.PostCopy(new MigrationMode.Trigger.Immediately()),
                whenEnded);
        this.rest = rest;
        // From the start there is no way back.
        state = MigrationState.POST_COPY;
        handedOver = true;
    }

    @Override
    void start() {
        world.migrations.add(this);
        source.migration = this;
        arrival.adopt(rest);
        left(source.memoryOwed);
        trace("recovery of the migration to %s begins".formatted(arrival.machine()));
        linksChanged();
        after(fixed(world.costs.prepare()), () -> whenLinked(this::goOn));
    }

    private void goOn() {
        log.active();
        log.copying();
        log.enter(Phase.POST_COPY);
        bandwidth(request.postCopyBandwidth().orElse(null));
        source.become(VmState.PAUSED, StateReason.POST_COPY);
        arrival.becomeRunning(StateReason.POST_COPY);
        sendTheRest(source.memoryOwed);
    }
}
