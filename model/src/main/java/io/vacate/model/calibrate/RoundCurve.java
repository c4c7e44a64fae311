package io.vacate.model.calibrate;

import io.vacate.api.unit.DataSize;
import io.vacate.model.internal.Median;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.DirtyCurve.Point;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes a dirty curve of what the rounds of migrations showed. */
final class RoundCurve {
    /** Rounds whose lengths differ by less than this factor are one point. */
    static final double BIN = 1.25;

    /** One round is few beside so many. */
    private static final int FEW = 8;

    private RoundCurve() {}

    /**
     * Returns the curve through observed rounds. Those of like length make one point, their median, so that rounds in which
     * the load began or stopped do not count. As D is concave, D(τ) / τ must not rise with τ: points that contradict each
     * other are brought to their common mean (isotonic regression; Barlow et al., "Statistical Inference under Order
     * Restrictions", 1972), each counting by its number of rounds; a point of few rounds that contradicts one of many is
     * left out.
     *
     * @param rounds length of each round and what was rewritten in it, in any order, from one migration or several of one VM
     * @return absent if there is no round
     */
    static Optional<DirtyCurve> through(Collection<Point> rounds) {
        Map<Long, List<Point>> bins = new TreeMap<>();
        for (Point round : rounds) {
            long bin = Math.round(Math.log(Seconds.of(round.time())) / Math.log(BIN));
            bins.computeIfAbsent(bin, key -> new ArrayList<>()).add(round);
        }
        Deque<Block> blocks = new ArrayDeque<>();
        for (List<Point> bin : bins.values()) {
            Block block = Block.of(bin);
            while (!blocks.isEmpty() && blocks.getLast().logRate() < block.logRate()) {
                block = blocks.removeLast().with(block);
            }
            blocks.addLast(block);
        }
        List<Point> points = new ArrayList<>();
        long least = 0;
        for (Block block : blocks) {
            for (double seconds : block.seconds()) {
                // Unique bytes cannot get fewer in a longer time; samples of them can.
                least = Math.max(least, (long) (seconds * Math.exp(block.logRate())));
                points.add(new Point(Seconds.toDuration(seconds), DataSize.ofBytes(least)));
            }
        }
        return points.isEmpty() ? Optional.empty() : Optional.of(DirtyCurve.measured(points));
    }

    /** Neighbouring bins with one rate: their lengths, the number of rounds, and the mean of ln(D / τ). */
    private record Block(List<Double> seconds, int rounds, double logRate) {
        static Block of(List<Point> bin) {
            double seconds = Median.of(
                    bin.stream().map(point -> Seconds.of(point.time())).toList());
            double rate = Median.of(bin.stream()
                    .map(point -> Math.max(1, point.size().bytes()) / Seconds.of(point.time()))
                    .toList());
            return new Block(List.of(seconds), bin.size(), Math.log(rate));
        }

        Block with(Block longer) {
            if (rounds * FEW <= longer.rounds) {
                return longer;
            }
            if (longer.rounds * FEW <= rounds) {
                return this;
            }
            List<Double> all = new ArrayList<>(seconds);
            all.addAll(longer.seconds);
            int sum = rounds + longer.rounds;
            return new Block(all, sum, (rounds * logRate + longer.rounds * longer.logRate) / sum);
        }
    }
}
