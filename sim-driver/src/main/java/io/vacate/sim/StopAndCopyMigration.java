package io.vacate.sim;

import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.Phase;
import io.vacate.api.vm.StateReason;
import java.util.function.Consumer;

/** The VM is paused, copied in one go, and resumed at its destination. */
final class StopAndCopyMigration extends Migration {
    private boolean sent;

    StopAndCopyMigration(
            Guest source, Machine destination, MigrationRequest request, Consumer<MigrationEnd> whenEnded) {
        super(source, destination, request, whenEnded);
    }

    @Override
    void moveMemory() {
        iteration = 1;
        log.enter(Phase.SWITCH_OVER);
        pauseSource(StateReason.MIGRATION);
        transfer.send(memoryBytes(), path(), () -> {
            sent = true;
            state = MigrationState.SWITCHING_OVER;
            after(fixed(world.costs.switchOver()), () -> whenLinked(this::arrive));
        });
    }

    private void arrive() {
        handOver();
        finish();
    }

    @Override
    double memoryLeft() {
        if (sent) {
            return 0;
        }
        return iteration > 0 ? transfer.remainingMemory() : memoryBytes();
    }
}
