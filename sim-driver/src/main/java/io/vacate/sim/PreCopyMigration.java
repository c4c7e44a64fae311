package io.vacate.sim;

import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.Phase;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.StateReason;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Memory is copied in rounds while the VM runs: round i sends V<sub>i</sub>, and what the guest has rewritten by its end is
 * V<sub>i+1</sub> = D(t<sub>i</sub>), until that fits into the downtime limit at the present rate. Where it never does, the
 * rounds go on until something changes.
 */
class PreCopyMigration extends Migration {
    private static final int MOST_THROTTLED_PERCENT = 99;
    /** As QEMU: a round counts as bad when the guest dirtied more than half of what was sent; the second in a row throttles. */
    private static final double BAD_SHARE = 0.5;

    private final double dirtySpread;
    private Duration downtimeLimit;
    private double roundBytes;
    private double roundBegan;
    private long roundBeganNanos;
    private @Nullable DataRate dirtyRate;
    private double left;
    private int badRounds;
    private int throttledPercent;
    private boolean switchOverWanted;

    PreCopyMigration(Guest source, Machine destination, MigrationRequest request, Consumer<MigrationEnd> whenEnded) {
        super(source, destination, request, whenEnded);
        dirtySpread = world.spread();
        downtimeLimit = request.downtime().orElse(world.costs.downtimeLimit());
        left = memoryBytes();
    }

    @Override
    void moveMemory() {
        if (switchOverWanted) {
            switchOver(memoryBytes());
        } else {
            startRound(memoryBytes());
        }
    }

    @Override
    boolean requestSwitchOver() {
        if (isInRound()) {
            switchOver(stopRound());
            return true;
        }
        boolean notBegun = state == MigrationState.PREPARING || (state == MigrationState.COPYING && iteration == 0);
        switchOverWanted |= notBegun;
        return notBegun;
    }

    private void startRound(double bytes) {
        iteration++;
        roundBytes = bytes;
        left = bytes;
        roundBegan = source.guestSeconds();
        roundBeganNanos = world.time.nanos();
        transfer.send(bytes, path(), this::roundDone);
    }

    private void roundDone() {
        double dirtied = dirtiedInRound();
        noteDirtyRate(dirtied);
        left = dirtied;
        if (fits(dirtied)) {
            switchOver(dirtied);
        } else {
            throttleIfNeeded(dirtied);
            nextRound(dirtied);
        }
    }

    /** Goes on after a round that has left too much. */
    void nextRound(double bytes) {
        startRound(bytes);
    }

    private boolean fits(double bytes) {
        return bytes <= transfer.memoryRate() * (downtimeLimit.toNanos() / 1e9);
    }

    private double dirtiedInRound() {
        double guestTime = source.guestSeconds() - roundBegan;
        return Math.min(usedBytes(), source.spec.dirty().bytesWithin(guestTime) * dirtySpread);
    }

    private void noteDirtyRate(double dirtied) {
        double seconds = (world.time.nanos() - roundBeganNanos) / 1e9;
        if (seconds > 0) {
            dirtyRate = DataRate.ofBytesPerSecond(Math.round(dirtied / seconds));
        }
    }

    private void throttleIfNeeded(double dirtied) {
        AutoConverge autoConverge = request.autoConverge().orElse(null);
        if (autoConverge == null) {
            return;
        }
        badRounds = dirtied > BAD_SHARE * roundBytes ? badRounds + 1 : 0;
        if (badRounds >= 2) {
            badRounds = 0;
            throttledPercent = throttledPercent == 0
                    ? autoConverge.initialPercent()
                    : Math.min(MOST_THROTTLED_PERCENT, throttledPercent + autoConverge.incrementPercent());
            source.throttle(1 - throttledPercent / 100.0);
            trace("throttled by %d %%".formatted(throttledPercent));
        }
    }

    /** Stops the round: returns what of the memory is not at the destination as it is now, in bytes. */
    double stopRound() {
        double pending = pending();
        transfer.stop();
        left = pending;
        return pending;
    }

    private double pending() {
        return Math.min(memoryBytes(), transfer.remainingMemory() + dirtiedInRound());
    }

    void left(double bytes) {
        left = bytes;
    }

    private void switchOver(double bytes) {
        state = MigrationState.SWITCHING_OVER;
        log.enter(Phase.SWITCH_OVER);
        pauseSource(StateReason.MIGRATION);
        transfer.send(bytes, path(), () -> {
            left = 0;
            after(fixed(world.costs.switchOver()), () -> whenLinked(this::arrive));
        });
    }

    private void arrive() {
        handOver();
        finish();
    }

    @Override
    void downtimeLimit(Duration limit) {
        downtimeLimit = limit;
        if (isInRound() && fits(pending())) {
            switchOver(stopRound());
        }
    }

    /** Tells whether a round of memory is on its way. */
    boolean isInRound() {
        return state == MigrationState.COPYING && iteration > 0 && transfer.isSending();
    }

    @Override
    double memoryLeft() {
        return transfer.isSending() ? transfer.remainingMemory() : left;
    }

    @Override
    @Nullable
    DataRate dirtyRate() {
        return dirtyRate;
    }
}
