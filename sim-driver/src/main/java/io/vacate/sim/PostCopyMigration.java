package io.vacate.sim;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationMode.Trigger;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.Phase;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmEvent.Kind;
import io.vacate.api.vm.VmState;
import java.time.Duration;
import java.util.function.Consumer;

/** Pre-copy until its trigger, then the VM moves and what is left of its memory follows, each page once. */
class PostCopyMigration extends PreCopyMigration {
    private final Trigger trigger;
    private boolean wanted;

    PostCopyMigration(
            Guest source,
            Machine destination,
            MigrationRequest request,
            MigrationMode.PostCopy mode,
            Consumer<MigrationEnd> whenEnded) {
        super(source, destination, request, whenEnded);
        trigger = mode.trigger();
    }

    @Override
    void start() {
        super.start();
        if (trigger instanceof Trigger.AfterTime timed) {
            after(timed.time(), this::requestPostCopy);
        }
    }

    @Override
    void moveMemory() {
        if (wanted || trigger instanceof Trigger.Immediately) {
            follow(memoryBytes());
        } else {
            super.moveMemory();
        }
    }

    @Override
    void nextRound(double bytes) {
        if (wanted || isTriggered()) {
            follow(bytes);
        } else {
            super.nextRound(bytes);
        }
    }

    private boolean isTriggered() {
        return trigger instanceof Trigger.AfterIterations rounds && iteration >= rounds.iterations();
    }

    @Override
    void requestPostCopy() {
        wanted = true;
        if (isInRound()) {
            follow(stopRound());
        }
    }

    private void follow(double bytes) {
        left(bytes);
        bandwidth(request.postCopyBandwidth().orElse(null));
        source.throttle(1);
        state = MigrationState.POST_COPY;
        log.enter(Phase.SWITCH_OVER);
        pauseSource(StateReason.MIGRATION);
        after(fixed(world.costs.switchOver()), () -> whenLinked(() -> moveFirst(bytes)));
    }

    private void moveFirst(double bytes) {
        handOver();
        source.become(VmState.PAUSED, StateReason.POST_COPY);
        log.enter(Phase.POST_COPY);
        sendTheRest(bytes);
    }

    /** Sends each missing page once; then the VM is whole. */
    void sendTheRest(double bytes) {
        transfer.send(bytes, path(), () -> {
            left(0);
            arrival.becomeRunning(StateReason.MIGRATED);
            finish();
        });
    }

    @Override
    void fail(HypervisorException cause) {
        if (!isSplit()) {
            super.fail(cause);
            return;
        }
        source.memoryOwed = memoryLeft();
        // The link broke: the VM runs on at its destination until it needs a page that never came.
        source.become(VmState.PAUSED, StateReason.POST_COPY_FAILED);
        source.tell(Kind.PAUSED, StateReason.POST_COPY_FAILED);
        arrival.becomeRunning(StateReason.POST_COPY_FAILED);
        endFailed(cause);
    }

    @Override
    void guestEnded(Guest guest, StateReason why) {
        if (!isSplit()) {
            super.guestEnded(guest, why);
            return;
        }
        if (guest == source) {
            Guest rest = arrival.required();
            rest.migration = null;
            rest.end(StateReason.CRASHED);
        } else if (source.isActive()) {
            source.become(VmState.PAUSED, StateReason.POST_COPY_FAILED);
            source.tell(Kind.PAUSED, StateReason.POST_COPY_FAILED);
        }
        endFailed(Migration.failure(
                "The copy of VM '%s' on %s ended (%s) while its memory was in two places: the VM is lost"
                        .formatted(source.name(), guest.machine, why)));
    }

    /** Tells whether the VM's memory is in two places, neither of them whole. */
    private boolean isSplit() {
        return handedOver && state == MigrationState.POST_COPY;
    }

    @Override
    void downtimeLimit(Duration limit) {
        if (state != MigrationState.POST_COPY) {
            super.downtimeLimit(limit);
        }
    }
}
