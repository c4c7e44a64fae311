package io.vacate.model.estimate;

import io.vacate.api.unit.DataSize;
import io.vacate.model.estimate.Convergence.DoesNotConverge;
import io.vacate.model.estimate.Convergence.Reason;
import io.vacate.model.internal.Seconds;
import java.time.Duration;
import java.util.Locale;

/**
 * The prediction of one migration.
 *
 * @param totalTime from the request to the end as the caller sees it
 * @param downtime pause of the VM
 * @param bytes memory data sent
 * @param iterations rounds of pre-copy, at least 1
 * @param convergence whether it ends by itself; where not, times and bytes are those of a forced switch-over
 * @param terms what the median of the total time consists of
 */
public record MigrationEstimate(
        Estimate<Duration> totalTime,
        Estimate<Duration> downtime,
        Estimate<DataSize> bytes,
        int iterations,
        Convergence convergence,
        Terms terms) {

    /** Says in one line what dominates the total time: the link, the CPU, dirtying, or the fixed costs. */
    public String explain() {
        if (convergence instanceof DoesNotConverge verdict) {
            return String.format(
                    Locale.ROOT,
                    "does not converge: %s; forcing the switch-over after %.1f s would pause it for %.1f s",
                    verdict.reason() == Reason.NEVER
                            ? "it rewrites memory as fast as " + terms.rate() + " can send"
                            : "at " + terms.rate() + " the rest shrinks too slowly",
                    Seconds.of(
                            verdict.forced().totalTime().minus(verdict.forced().downtime())),
                    Seconds.of(verdict.forced().downtime()));
        }
        double fixed = Seconds.of(terms.fixed());
        double first = Seconds.of(terms.firstPass());
        double rewritten = Seconds.of(terms.rewritten());
        double total = fixed + first + rewritten;
        String rate =
                "%s, set by %s,".formatted(terms.rate(), terms.bottleneck().words());
        if (fixed >= first && fixed >= rewritten) {
            return String.format(Locale.ROOT, "fixed costs dominate: %.1f s of %.1f s", fixed, total);
        }
        return first >= rewritten
                ? String.format(
                        Locale.ROOT,
                        "%s dominates: sending all once at %s takes %.1f s of %.1f s",
                        dominant(),
                        rate,
                        first,
                        total)
                : String.format(
                        Locale.ROOT,
                        "dirtying dominates: sending rewritten memory at %s takes %.1f s of %.1f s, in %d rounds",
                        rate,
                        rewritten,
                        total,
                        iterations);
    }

    private String dominant() {
        return switch (terms.bottleneck().kind()) {
            case LINK -> "the link";
            case STREAM -> "the stream";
            case CPU -> "the CPU";
            case RATE_LIMIT -> "the rate limit";
            case BUFFER -> "the buffer";
            case SHARING -> "sharing";
        };
    }
}
