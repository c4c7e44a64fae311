package io.vacate.model.live;

import io.vacate.model.internal.Seconds;
import io.vacate.model.live.LiveEstimate.TimeInterval;
import java.util.List;
import java.util.TreeSet;

/**
 * The rates that a migration will have: the present one until another migration that shares its links ends or begins. Those
 * that share are taken to get equal parts. Times are seconds from now. Immutable.
 */
final class RateOutlook {
    /** From {@code starts[i]} on the rate is {@code rates[i]}, until the next one's start. */
    private final double[] starts;

    private final double[] rates;

    private RateOutlook(double[] starts, double[] rates) {
        this.starts = starts;
        this.rates = rates;
    }

    static RateOutlook constant(double rate) {
        return new RateOutlook(new double[] {0}, new double[] {rate});
    }

    /**
     * Foresees the rates.
     *
     * @param present rate now
     * @param capacity most that this migration gets when nobody shares its links
     * @param others when each other migration sends over one of its links
     */
    static RateOutlook of(double present, double capacity, List<TimeInterval> others) {
        TreeSet<Double> changes = new TreeSet<>(List.of(0.0));
        others.forEach(other -> {
            changes.add(Seconds.of(other.low()));
            changes.add(Seconds.of(other.high()));
        });
        double[] starts = changes.stream().mapToDouble(Double::doubleValue).toArray();
        double[] rates = new double[starts.length];
        int now = sharers(others, 0);
        for (int i = 0; i < starts.length; i++) {
            int then = sharers(others, starts[i]);
            rates[i] = then == now ? present : Math.min(Math.max(capacity, present), present * now / then);
        }
        return new RateOutlook(starts, rates);
    }

    /** Returns how many share the links at that time, this migration included. */
    static int sharers(List<TimeInterval> others, double seconds) {
        return 1
                + (int) others.stream()
                        .filter(other -> Seconds.of(other.low()) <= seconds && seconds < Seconds.of(other.high()))
                        .count();
    }

    /** Returns the rate at that time, in B/s. */
    double at(double seconds) {
        return rates[piece(seconds)];
    }

    /** Returns the rate once nothing changes any more. */
    double last() {
        return rates[rates.length - 1];
    }

    /** Tells whether the rate stays as it is from then on. */
    boolean isSteadyFrom(double seconds) {
        return piece(seconds) == starts.length - 1;
    }

    /** Returns how long it takes to send so many bytes from then on. */
    double timeFor(double bytes, double from) {
        double left = bytes;
        double time = from;
        for (int i = piece(from); i < starts.length - 1; i++) {
            double sent = rates[i] * (starts[i + 1] - time);
            if (left <= sent) {
                return time + left / rates[i] - from;
            }
            left -= sent;
            time = starts[i + 1];
        }
        return time + left / last() - from;
    }

    private int piece(double seconds) {
        int piece = starts.length - 1;
        while (piece > 0 && starts[piece] > seconds) {
            piece--;
        }
        return piece;
    }
}
