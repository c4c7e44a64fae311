package io.vacate.sim;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.migration.MigrationRequest;
import java.util.function.Consumer;

/** The definition of a VM that is off moves: nothing is copied. */
final class OfflineMigration extends Migration {
    OfflineMigration(Guest source, Machine destination, MigrationRequest request, Consumer<MigrationEnd> whenEnded) {
        super(source, destination, request, whenEnded);
    }

    @Override
    void start() {
        world.migrations.add(this);
        source.migration = this;
        trace("its definition is to move to %s".formatted(arrival.machine()));
        after(fixed(world.costs.prepare()), () -> whenLinked(this::moveMemory));
    }

    @Override
    void moveMemory() {
        HypervisorException refusal = arrival.define();
        if (refusal != null) {
            fail(refusal);
            return;
        }
        handedOver = true;
        complete();
    }

    @Override
    double memoryLeft() {
        return 0;
    }
}
