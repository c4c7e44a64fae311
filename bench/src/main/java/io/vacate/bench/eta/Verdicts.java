package io.vacate.bench.eta;

import io.vacate.model.live.LiveEstimate;
import io.vacate.model.live.Verdict;
import java.util.List;

/**
 * What was said of one run.
 *
 * @param run the run
 * @param kind what it was
 * @param bySync what was said when the third dirty-sync was seen, or at the last sample if it ended before
 * @param alarmed whether it was ever said that it would not converge
 * @param kept whether what was said at the third dirty-sync was said until a second before the end; then loads that stop
 *     are noticed
 */
record Verdicts(TraceRun run, TraceRun.Kind kind, Verdict bySync, boolean alarmed, boolean kept) {
    private static final int DECIDING_SYNC = 3;
    private static final double LAST_SECONDS = 1;

    static Verdicts of(TraceRun run, Predictor.Known known) {
        List<LiveEstimate> estimates = Predictor.estimates(run, known);
        int decided = estimates.size() - 1;
        for (int i = estimates.size() - 1; i >= 0; i--) {
            if (run.rows().get(i).syncs() >= DECIDING_SYNC) {
                decided = i;
            }
        }
        Verdict said = estimates.get(decided).verdict();
        double end = run.totalSeconds() - LAST_SECONDS;
        boolean kept = estimates.subList(decided, estimates.size()).stream()
                .filter(estimate -> estimate.elapsed().toNanos() / 1e9 <= end)
                .allMatch(estimate -> estimate.verdict().getClass() == said.getClass());
        boolean alarmed =
                estimates.stream().anyMatch(estimate -> estimate.verdict().isAlarm());
        return new Verdicts(run, run.kind(), said, alarmed, kept);
    }

    /** Tells whether the run counts for the bar: pre-copy on its own. */
    boolean isJudged() {
        return kind == TraceRun.Kind.CONVERGENT || kind == TraceRun.Kind.NONCONVERGENT;
    }

    /** A run that ended before a third sync was seen needs no verdict by then: it is enough not to have been alarmed. */
    boolean isRight() {
        if (kind == TraceRun.Kind.NONCONVERGENT) {
            return bySync.isAlarm();
        }
        boolean sawThird = run.running().stream().anyMatch(row -> row.syncs() >= DECIDING_SYNC);
        return sawThird ? bySync instanceof Verdict.Converges : !alarmed;
    }

    boolean isFalseAlarm() {
        return kind == TraceRun.Kind.CONVERGENT && alarmed;
    }
}
