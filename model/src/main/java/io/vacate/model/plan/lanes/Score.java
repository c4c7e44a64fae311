package io.vacate.model.plan.lanes;

import java.util.Comparator;

/**
 * How a choice went: nothing late is better, then fewer that do not converge, then the shorter makespan, then the shorter
 * downtime.
 *
 * @param lateness seconds by which deadlines are missed, in all
 * @param forced how many do not converge
 * @param makespan seconds until all has ended
 * @param downtime nanoseconds that VMs were paused, in all
 */
public record Score(double lateness, int forced, double makespan, double downtime) implements Comparable<Score> {
    private static final Comparator<Score> ORDER = Comparator.comparingDouble(Score::lateness)
            .thenComparingInt(Score::forced)
            .thenComparingDouble(Score::makespan)
            .thenComparingDouble(Score::downtime);

    @Override
    public int compareTo(Score other) {
        return ORDER.compare(this, other);
    }
}
