package io.vacate.bench.testbed;

import io.vacate.model.batch.Strategy;
import io.vacate.orchestrator.EvacuationRequest;
import java.util.OptionalInt;

/** The ways in which {@code vacate evacuate} can be told to empty a host. */
enum Way {
    /** As the product does it unless told otherwise. */
    VACATE("vacate", Strategy.BEST, OptionalInt.empty()),
    /** {@code --strategy sequential}. */
    ONE_BY_ONE("one by one", Strategy.SEQUENTIAL, OptionalInt.empty()),
    /** {@code --strategy parallel}. */
    ALL_AT_ONCE("all at once", Strategy.PARALLEL, OptionalInt.empty()),
    /** {@code --strategy parallel --at-once 2}. */
    TWO_AT_A_TIME("2 at a time", Strategy.PARALLEL, OptionalInt.of(2)),
    /** {@code --strategy parallel --at-once 4}. */
    FOUR_AT_A_TIME("4 at a time", Strategy.PARALLEL, OptionalInt.of(4));

    private final String label;
    private final Strategy strategy;
    private final OptionalInt atOnce;

    Way(String label, Strategy strategy, OptionalInt atOnce) {
        this.label = label;
        this.strategy = strategy;
        this.atOnce = atOnce;
    }

    /** Returns what it is called in tables and as a key. */
    String label() {
        return label;
    }

    void apply(EvacuationRequest.Builder request) {
        request.strategy(strategy);
        atOnce.ifPresent(request::atOnce);
    }
}
