package io.vacate.model.calibrate;

import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.calibrate.Quantity.Kind;
import io.vacate.model.internal.Median;
import io.vacate.model.internal.Seconds;
import io.vacate.model.live.LiveEstimator.Lesson;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.DirtyCurve.Point;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the rounds of a VM's earlier migrations say of its dirty curve: for rounds of like length, how fast the guest rewrote
 * its memory. Sampling before a migration watches few seconds and few pages; rounds are exact, and as long as those to come.
 */
final class RoundHistory {
    /** Rounds of each VM are kept by length, in steps of this factor, from 20 ms to an hour. */
    private static final double STEP = RoundCurve.BIN;

    private static final int SHORTEST = (int) Math.round(Math.log(0.02) / Math.log(STEP));
    private static final int LONGEST = (int) Math.round(Math.log(3600) / Math.log(STEP));

    /** So many VMs, and so many lengths of rounds of all VMs together, are kept: those that were seen last. */
    private static final int MOST = 1_000;

    /** A VM that is measured to rewrite more or less than it did by this factor has another load now. */
    private static final double OTHER_LOAD = 1.5;

    private RoundHistory() {}

    /** Returns samples with those of a migration that has ended, and what its first round sent. */
    static Map<Quantity, List<Double>> with(
            Map<Quantity, List<Double>> samples, Lesson lesson, Optional<DataSize> firstRound) {
        Map<Quantity, List<Double>> changed = new LinkedHashMap<>(samples);
        firstRound.ifPresent(sent -> add(changed, Quantity.firstRound(lesson.vm()), (double) sent.bytes()));
        for (Point round : lesson.rounds()) {
            double seconds = Seconds.of(round.time());
            int length = (int) Math.round(Math.log(seconds) / Math.log(STEP));
            double rate = round.size().bytes() / seconds;
            if (length >= SHORTEST && length <= LONGEST) {
                add(changed, quantity(lesson.vm(), length), rate);
            }
        }
        forgetOldest(changed, Kind.FIRST_ROUND);
        forgetOldest(changed, Kind.ROUND_RATE);
        return changed;
    }

    /** What was seen last goes to the end, so that what was not seen for long is forgotten first. */
    private static void add(Map<Quantity, List<Double>> samples, Quantity quantity, double sample) {
        if (quantity.kind().accepts(sample)) {
            List<Double> seen = new ArrayList<>(samples.getOrDefault(quantity, List.of()));
            seen.add(sample);
            samples.remove(quantity);
            samples.put(quantity, seen);
        }
    }

    private static void forgetOldest(Map<Quantity, List<Double>> samples, Kind kind) {
        List<Quantity> kept = samples.keySet().stream()
                .filter(quantity -> quantity.kind() == kind)
                .toList();
        kept.subList(0, Math.max(0, kept.size() - MOST)).forEach(samples::remove);
    }

    private static Quantity quantity(VmId vm, int length) {
        return new Quantity(Kind.ROUND_RATE, "%s in %d ms".formatted(vm, Math.round(1e3 * Math.pow(STEP, length))));
    }

    /**
     * Returns the curve to expect of a VM: through what its rounds showed and what was measured now, once one of both is
     * moved to the other. Where they lie close to each other the rounds have the level right; else the load has changed, and
     * the rounds only tell the curve's shape.
     *
     * @return empty if no round of this VM was seen
     */
    static Optional<DirtyCurve> curve(VmId vm, DirtyCurve measured, Map<Quantity, List<Double>> samples) {
        List<Point> rounds = rounds(vm, samples);
        if (measured.equals(DirtyCurve.idle())) {
            // Idle, or not measured: what it did before is the better guess.
            return RoundCurve.through(rounds);
        }
        if (rounds.isEmpty()) {
            return Optional.empty();
        }
        double level = Median.of(rounds.stream()
                .map(round ->
                        Math.max(1, round.size().bytes()) / Math.max(1, measured.bytesWithin(Seconds.of(round.time()))))
                .toList());
        boolean isOther = level > OTHER_LOAD || level < 1 / OTHER_LOAD;
        List<Point> all = new ArrayList<>(scaled(rounds, isOther ? 1 / level : 1));
        if (measured instanceof DirtyCurve.Measured points) {
            all.addAll(scaled(points.points(), isOther ? 1 : level));
        }
        return RoundCurve.through(all);
    }

    private static List<Point> rounds(VmId vm, Map<Quantity, List<Double>> samples) {
        List<Point> rounds = new ArrayList<>();
        if (samples.keySet().stream().noneMatch(quantity -> quantity.kind() == Kind.ROUND_RATE)) {
            return rounds;
        }
        for (int length = SHORTEST; length <= LONGEST; length++) {
            double seconds = Math.pow(STEP, length);
            for (double rate : samples.getOrDefault(quantity(vm, length), List.of())) {
                rounds.add(new Point(Seconds.toDuration(seconds), DataSize.ofBytes((long) (rate * seconds))));
            }
        }
        return rounds;
    }

    private static List<Point> scaled(List<Point> points, double factor) {
        return points.stream()
                .map(point -> new Point(
                        point.time(), DataSize.ofBytes((long) (point.size().bytes() * factor))))
                .toList();
    }
}
