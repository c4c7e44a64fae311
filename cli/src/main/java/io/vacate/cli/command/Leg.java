package io.vacate.cli.command;

import io.vacate.model.estimate.Estimate;
import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.orchestrator.report.MoveReport;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One way of a VM that goes to and fro.
 *
 * @param mode name of the mode
 * @param from name of the host that it left
 * @param to name of the host that it went to
 * @param report what became of it
 */
record Leg(String mode, String from, String to, EvacuationReport report) {
    private MoveReport move() {
        return report.moves().get(0);
    }

    boolean hasMoved() {
        return report.moved() == 1;
    }

    Estimate<Duration> predicted() {
        return move().result().move().planned().prediction().orElseThrow().totalTime();
    }

    Optional<Duration> actual() {
        return move().actual();
    }

    /** Returns (predicted − actual) / actual in per cent. */
    OptionalDouble errorPercent() {
        return actual().filter(time -> !time.isZero()).stream()
                .mapToDouble(time -> 100.0 * (predicted().p50().toNanos() - time.toNanos()) / time.toNanos())
                .findFirst();
    }

    String outcome() {
        return move().outcome().name().toLowerCase(Locale.ROOT);
    }

    String message() {
        return move().message();
    }
}
