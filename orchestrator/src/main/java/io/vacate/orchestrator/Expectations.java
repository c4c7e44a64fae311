package io.vacate.orchestrator;

import io.vacate.api.time.TimeSource;
import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.Action;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.live.LiveKnowledge;
import io.vacate.model.live.Residuals;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.Path;
import io.vacate.orchestrator.execute.Execution;
import io.vacate.orchestrator.execute.MoveResult;
import io.vacate.orchestrator.execute.MoveState;
import io.vacate.orchestrator.execute.VmMove;
import io.vacate.orchestrator.report.Observations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * What is expected of each move: what the plan knew, corrected by what the moves that have ended so far have shown. A plan
 * that knew little, as of a link that nobody had used before, is right about what is left once the first have moved.
 *
 * <p>Thread-safe; only one thread at a time may call {@link #moved}.
 */
final class Expectations implements Execution.Known {
    /** Applying what was learned to so many pairs of hosts is worth a second's wait at least. */
    private static final double PAIRS_A_SECOND = 20_000;

    /** To predict a move takes as long as to apply what was learned to so many pairs of hosts. */
    private static final double PAIRS_A_MOVE = 40;

    /** Predictions are corrected by this factor at most. */
    private static final double MOST_OFF = 5;

    private final PreparedEvacuation prepared;
    private final TimeSource time;
    private final Map<String, VmMove> moves;
    private final Predictor asPlanned;
    private final Duration leastWait;
    private Calibration learned;
    private Instant newest;
    private volatile Present present;

    Expectations(PreparedEvacuation prepared, TimeSource time) {
        this.prepared = prepared;
        this.time = time;
        moves = prepared.moves().stream().collect(Collectors.toMap(VmMove::id, move -> move));
        learned = prepared.learned();
        asPlanned = Predictor.of(prepared.batch().network(), learned);
        int hosts = prepared.batch().network().hosts().size();
        double pairs = (double) hosts * hosts + PAIRS_A_MOVE * moves.size();
        leastWait = Duration.ofMillis((long) (1e3 * pairs / PAIRS_A_SECOND));
        newest = time.instant();
        present = new Present(asPlanned);
    }

    @Override
    public LiveKnowledge of(String move) {
        return present.of(move);
    }

    /** Returns the time that a move is expected to take. */
    Duration expected(VmMove move) {
        return of(move.id()).expectedTotal().orElse(Duration.ZERO);
    }

    @Override
    public void moved(MoveResult.Moved ended, List<MoveState> states) {
        if (prepared.request()
                .ownCalibrations()
                .containsKey(ended.move().source().uri().driver())) {
            return;
        }
        Duration setUp = learned.hypervisor().costs(ModeKind.PRE_COPY).setUp();
        learned = learned.updatedWith(Observations.soFar(ended, states, prepared.names(), setUp));
        Instant now = time.instant();
        if (!now.isBefore(newest.plus(leastWait))) {
            newest = now;
            present = new Present(Predictor.of(prepared.batch().network(), learned));
        }
    }

    /** What is expected with what is known at one moment. */
    private final class Present {
        private final Predictor predictor;
        private final Residuals residuals;
        private final Map<String, LiveKnowledge> known = new ConcurrentHashMap<>();

        Present(Predictor predictor) {
            this.predictor = predictor;
            residuals = predictor.calibration().liveResiduals();
        }

        LiveKnowledge of(String move) {
            return known.computeIfAbsent(
                    move, id -> make(Objects.requireNonNull(moves.get(id), "each move was planned")));
        }

        private LiveKnowledge make(VmMove move) {
            Predictor.Job job = job(move);
            MigrationEstimate estimate = move.planned().prediction().orElseGet(() -> predictor.estimate(job));
            Calibration calibration = predictor.calibration();
            return LiveKnowledge.planned(
                            predictor.learned(move.profile()),
                            path(job),
                            job.how(),
                            rate(job, estimate.terms().rate()),
                            calibration.hypervisor())
                    .seen(calibration.hasSeen(move.vmId()) && calibration.knows(job.from(), job.to()))
                    .expectedTotal(times(move.predicted(), slowdown(job)))
                    .sendBudget(move.sendBudget())
                    .residuals(residuals)
                    .build();
        }

        private Path path(Predictor.Job job) {
            return predictor.network().path(job.from(), job.to());
        }

        /** Returns the planned rate, changed as that of its path has. */
        private DataRate rate(Predictor.Job job, DataRate planned) {
            DataRate then = asPlanned.network().path(job.from(), job.to()).rateAlone();
            DataRate now = path(job).rateAlone();
            return now.equals(then)
                    ? planned
                    : DataRate.ofBytesPerSecond(Math.max(1, (long)
                            (planned.bytesPerSecond() * (now.bytesPerSecond() / (double) then.bytesPerSecond()))));
        }

        /** Returns how much longer the migration takes, alone, than by what the plan knew. */
        private double slowdown(Predictor.Job job) {
            if (predictor.equals(asPlanned)) {
                return 1;
            }
            MigrationEstimate then = asPlanned.estimate(job);
            MigrationEstimate now = predictor.estimate(job);
            if (!then.convergence().converges() || !now.convergence().converges()) {
                return 1;
            }
            double factor =
                    seconds(now.totalTime().p50()) / seconds(then.totalTime().p50());
            return Math.max(1 / MOST_OFF, Math.min(MOST_OFF, factor));
        }
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    private static Duration times(Duration time, double factor) {
        return Duration.ofNanos((long) (time.toNanos() * factor));
    }

    private static Predictor.Job job(VmMove move) {
        Action.Migrate planned = move.planned();
        return new Predictor.Job(move.profile(), planned.from(), planned.to(), planned.how());
    }
}
