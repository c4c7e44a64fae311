package io.vacate.cli.display;

import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Quantity;
import io.vacate.model.calibrate.Quantity.Kind;
import io.vacate.model.profile.ModeKind;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What migrations taught.
 *
 * @param before what was known before them
 * @param after what is known with them
 */
public record Learned(Calibration before, Calibration after) {
    private static final double PERCENT = 100;

    /**
     * What is known of a quantity.
     *
     * @param quantity what it is
     * @param before what was reckoned with before; empty if nothing was
     * @param after what is reckoned with now
     * @param samples how many samples that rests on
     */
    public record Row(Quantity quantity, OptionalDouble before, double after, int samples) {}

    /** Returns all quantities that are known, residuals and what is known of single VMs aside. */
    public List<Row> rows() {
        return after.samples().keySet().stream()
                .filter(quantity -> isShown(quantity.kind()))
                .sorted(Comparator.comparing(Quantity::kind).thenComparing(Quantity::subject))
                .map(this::row)
                .toList();
    }

    private static boolean isShown(Kind kind) {
        return switch (kind) {
            case RESIDUAL, GROUP_RESIDUAL, LIVE_RESIDUAL, FIRST_ROUND, ROUND_RATE -> false;
            default -> true;
        };
    }

    private Row row(Quantity quantity) {
        return new Row(
                quantity,
                known(before, quantity),
                after.learned(quantity).orElseThrow(),
                after.samples().getOrDefault(quantity, List.of()).size());
    }

    /** Fixed costs are reckoned with before any was seen. */
    private static OptionalDouble known(Calibration calibration, Quantity quantity) {
        if (quantity.kind() != Kind.OVERHEAD) {
            return calibration.learned(quantity);
        }
        ModeKind mode = ModeKind.valueOf(quantity.subject());
        return OptionalDouble.of(calibration.hypervisor().costs(mode).total().toNanos() / 1e9);
    }

    /** Returns by how much a single migration is expected to be off at most, in 9 of 10 cases, in per cent. */
    public static double accuracyPercent(Calibration calibration) {
        return PERCENT * calibration.deviation(Kind.RESIDUAL);
    }

    /** Returns the same of an aggregate time. */
    public static double groupAccuracyPercent(Calibration calibration) {
        return PERCENT * calibration.deviation(Kind.GROUP_RESIDUAL);
    }
}
