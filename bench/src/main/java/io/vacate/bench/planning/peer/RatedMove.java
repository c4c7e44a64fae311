package io.vacate.bench.planning.peer;

import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.ConstantRates;
import java.util.ArrayList;
import java.util.List;

/**
 * A migration with the rates that it may have.
 *
 * @param move the migration
 * @param rates at least one, the highest first
 */
record RatedMove(Move move, List<Rated> rates) {
    /**
     * A rate.
     *
     * @param rate what the migration gets all the time
     * @param steps how long it then takes, in steps of a {@link TimeGrid}
     */
    record Rated(DataRate rate, long steps) {}

    /** Returns the migration with those of the rates at which it ends. */
    static RatedMove of(Move move, List<DataRate> rates, ConstantRates physics, TimeGrid grid) {
        List<Rated> result = new ArrayList<>();
        for (DataRate rate : rates) {
            Moves.duration(physics, move.vm(), rate)
                    .ifPresent(duration -> result.add(new Rated(rate, grid.up(duration))));
        }
        return new RatedMove(move, List.copyOf(result));
    }
}
