package io.vacate.orchestrator.progress;

import io.vacate.api.Host;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.time.TimeSource;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.orchestrator.execute.MoveResult;
import io.vacate.orchestrator.execute.MoveState;
import io.vacate.orchestrator.execute.VmMove;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a run. Thread-safe; no method blocks.
 *
 * <p>The time that is left is that of the longest chain of moves: running ones by their forecasts, waiting ones by what is
 * expected of them now, stretched by how far those before them were off from that. The fraction is elapsed / (elapsed + left), and only grows.
 */
public final class ProgressTracker {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressTracker.class);

    /** Below this share of a move's predicted time, its pace says little about the moves to come. */
    private static final double TELLING_SHARE = 0.3;

    private static final double LEAST_STRETCH = 0.5;
    private static final double MOST_STRETCH = 3;

    /** Time in which a change of the forecast shows by two thirds, in seconds: a display that jumps is not believed. */
    private static final double SMOOTHING_SECONDS = 2;

    private static final double ALMOST = 0.999;

    private final TimeSource time;
    private final Function<VmMove, Duration> expected;
    private final Supplier<List<MoveState>> states;
    private final Instant begin;

    private final Map<String, Best> bestFractions = new HashMap<>();
    private double bestFraction;
    private double smoothed;
    private Instant lastSample;

    /** The largest fraction shown of an attempt. */
    private record Best(int attempt, double fraction) {}

    /**
     * Follows a run.
     *
     * @param time the clock of the hosts
     * @param begin when the run began, by that clock
     * @param moves the plan's predictions
     * @param expected returns how long a move is expected to take, as far as is known when it is asked
     * @param states tells where each move stands
     */
    public ProgressTracker(
            TimeSource time,
            Instant begin,
            List<VmMove> moves,
            Function<VmMove, Duration> expected,
            Supplier<List<MoveState>> states) {
        this.time = time;
        this.expected = expected;
        this.states = states;
        this.begin = begin;
        this.lastSample = begin;
        this.smoothed = moves.stream()
                .mapToDouble(move -> seconds(move.planned().end()))
                .max()
                .orElse(0);
    }

    /** Returns how far the run is now. */
    public synchronized RunProgress sample() {
        Instant now = time.instant();
        List<MoveState> current = states.get();
        List<MoveProgress> moves =
                current.stream().map(state -> progress(state, now)).toList();
        double elapsed = seconds(Duration.between(begin, now));
        boolean isOver = current.stream().allMatch(MoveState.Done.class::isInstance);
        double left = isOver ? 0 : smooth(longestChain(moves), now);
        double fraction = elapsed + left <= 0 ? 0 : Math.min(ALMOST, elapsed / (elapsed + left));
        bestFraction = isOver ? 1 : Math.max(bestFraction, fraction);
        return new RunProgress(duration(elapsed), bestFraction, duration(left), moves);
    }

    private double smooth(double raw, Instant now) {
        double passed = seconds(Duration.between(lastSample, now));
        double expected = Math.max(0, smoothed - passed);
        smoothed = expected + (raw - expected) * (1 - Math.exp(-passed / SMOOTHING_SECONDS));
        lastSample = now;
        return smoothed;
    }

    private double longestChain(List<MoveProgress> moves) {
        double stretch = stretch(moves);
        Map<String, Double> ends = new HashMap<>();
        double last = 0;
        for (MoveProgress progress : moves) {
            VmMove move = progress.move();
            double ready = 0;
            for (String before : move.predecessors()) {
                ready = Math.max(ready, ends.getOrDefault(before, 0.0));
            }
            double own = seconds(progress.remaining());
            double end = waits(progress) ? ready + own * stretch : own;
            ends.put(move.id(), end);
            last = Math.max(last, end);
        }
        return last;
    }

    /** Returns by how much the moves so far took longer than predicted: the median, within bounds. */
    private double stretch(List<MoveProgress> moves) {
        double[] ratios = moves.stream()
                .filter(move -> !waits(move) && move.stage() != Stage.NOT_MOVED)
                .filter(move -> seconds(move.elapsed()) > TELLING_SHARE * predicted(move.move()))
                .mapToDouble(move -> (seconds(move.elapsed()) + seconds(move.remaining())) / predicted(move.move()))
                .sorted()
                .toArray();
        double median = ratios.length == 0 ? 1 : ratios[ratios.length / 2];
        return Math.max(LEAST_STRETCH, Math.min(MOST_STRETCH, median));
    }

    private static boolean waits(MoveProgress move) {
        return move.stage() == Stage.WAITING || move.stage() == Stage.SUSPENDED;
    }

    private double predicted(VmMove move) {
        return Math.max(1e-3, seconds(expected.apply(move)));
    }

    private MoveProgress progress(MoveState state, Instant now) {
        if (state instanceof MoveState.Running running) {
            return running(running, now);
        }
        if (state instanceof MoveState.Starting starting) {
            return unseen(
                    starting.move(),
                    starting.destination(),
                    Stage.PREPARING,
                    starting.attempt(),
                    starting.since(),
                    now);
        }
        if (state instanceof MoveState.Done done) {
            return ended(done);
        }
        return still(state.move(), Stage.WAITING, 0, duration(predicted(state.move())), Optional.empty());
    }

    private MoveProgress ended(MoveState.Done done) {
        if (done.result() instanceof MoveResult.Moved moved) {
            Duration took = Duration.between(moved.started(), moved.ended());
            return new MoveProgress(
                    moved.move(),
                    moved.destination(),
                    Stage.MOVED,
                    1,
                    took,
                    Duration.ZERO,
                    false,
                    moved.statistics().transferred().orElse(DataSize.ZERO),
                    DataRate.ZERO,
                    moved.statistics().iterations().orElse(0),
                    Optional.empty());
        }
        Optional<VmLocation> found = done.result() instanceof MoveResult.NotMoved notMoved
                ? Optional.of(notMoved.location())
                : Optional.empty();
        return still(done.move(), Stage.NOT_MOVED, 1, Duration.ZERO, found);
    }

    private static MoveProgress still(
            VmMove move, Stage stage, double fraction, Duration remaining, Optional<VmLocation> found) {
        return new MoveProgress(
                move,
                move.destination(),
                stage,
                fraction,
                Duration.ZERO,
                remaining,
                false,
                DataSize.ZERO,
                DataRate.ZERO,
                0,
                found);
    }

    /** There is no job to ask yet, or it does not tell. */
    private MoveProgress unseen(VmMove move, Host destination, Stage stage, int attempt, Instant since, Instant now) {
        Duration elapsed = since(since, now);
        Duration left = duration(predicted(move) - seconds(elapsed));
        double fraction = best(move, attempt, elapsed, left);
        return new MoveProgress(
                move,
                destination,
                stage,
                fraction,
                elapsed,
                left,
                true,
                DataSize.ZERO,
                DataRate.ZERO,
                0,
                Optional.empty());
    }

    /** One job that cannot be read must not hide the others. */
    private MoveProgress running(MoveState.Running running, Instant now) {
        try {
            return seen(running, now);
        } catch (RuntimeException | Error unreadable) {
            LOG.debug("The progress of {} cannot be read", running.move().vm(), unreadable);
            return unseen(
                    running.move(), running.destination(), Stage.COPYING, running.attempt(), running.since(), now);
        }
    }

    private MoveProgress seen(MoveState.Running running, Instant now) {
        VmMove move = running.move();
        MigrationProgress seen = running.job().progress();
        Duration elapsed = since(running.since(), now);
        if (!running.isHeld()) {
            running.forecast().take(seen);
        }
        Duration left = running.forecast().shown();
        return new MoveProgress(
                move,
                running.destination(),
                running.isHeld() ? Stage.SUSPENDED : stage(seen.state()),
                best(move, running.attempt(), elapsed, left),
                elapsed,
                left,
                seen.transferred().isEmpty(),
                seen.transferred().orElse(DataSize.ZERO),
                seen.rate().orElse(DataRate.ZERO),
                seen.iteration(),
                Optional.empty());
    }

    /** Returns the fraction to show of an attempt: it never falls. */
    private double best(VmMove move, int attempt, Duration elapsed, Duration left) {
        double all = seconds(elapsed) + seconds(left);
        double fraction = all <= 0 ? 0 : Math.min(ALMOST, seconds(elapsed) / all);
        return bestFractions
                .merge(
                        move.id(),
                        new Best(attempt, fraction),
                        (old, fresh) -> old.attempt() == attempt && old.fraction() > fresh.fraction() ? old : fresh)
                .fraction();
    }

    private static Duration since(Instant begin, Instant now) {
        return duration(seconds(Duration.between(begin, now)));
    }

    private static Stage stage(MigrationState state) {
        return switch (state) {
            case PREPARING -> Stage.PREPARING;
            case COPYING, POST_COPY -> Stage.COPYING;
            // Its result is about to arrive.
            case SWITCHING_OVER, COMPLETED, CANCELLED, FAILED -> Stage.SWITCHING_OVER;
        };
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos((long) (Math.max(0, seconds) * 1e9));
    }
}
