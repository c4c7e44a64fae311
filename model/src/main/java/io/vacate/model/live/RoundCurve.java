package io.vacate.model.live;

import io.vacate.api.unit.DataSize;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.DirtyCurve.Point;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes a dirty curve of what the rounds of migrations showed. Static methods without state; safe for several threads. */
public final class RoundCurve {
    /** Rounds whose lengths differ by less than this factor are one point. */
    private static final double BIN = 1.25;

    private RoundCurve() {}

    /**
     * Returns the curve through observed rounds: those of like length make one point, their median, so that rounds in which
     * the load began or stopped do not count.
     *
     * @param rounds length of each round and what was rewritten in it, in any order, from one migration or several of one VM
     * @return absent if there is no round
     */
    public static Optional<DirtyCurve> through(Collection<Point> rounds) {
        Map<Long, List<Point>> bins = new TreeMap<>();
        for (Point round : rounds) {
            long bin = Math.round(Math.log(Seconds.of(round.time())) / Math.log(BIN));
            bins.computeIfAbsent(bin, key -> new ArrayList<>()).add(round);
        }
        List<Point> points = new ArrayList<>();
        long least = 0;
        for (List<Point> bin : bins.values()) {
            double seconds =
                    median(bin.stream().map(point -> Seconds.of(point.time())).toList());
            double bytes = median(
                    bin.stream().map(point -> (double) point.size().bytes()).toList());
            // Unique bytes cannot get fewer in a longer time; samples of them can.
            least = Math.max(least, (long) bytes);
            points.add(new Point(Seconds.toDuration(seconds), DataSize.ofBytes(least)));
        }
        return points.isEmpty() ? Optional.empty() : Optional.of(DirtyCurve.measured(points));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
