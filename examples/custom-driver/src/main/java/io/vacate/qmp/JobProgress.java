package io.vacate.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.time.TimeSource;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What is known of one migration. Whatever order samples come in, what it shows only moves forward. Thread-safe. */
final class JobProgress {
    private static final double BYTES_PER_MEGABIT = 125_000;

    private final TimeSource clock;
    private final Instant requested;
    private MigrationState state = MigrationState.PREPARING;
    private Duration elapsed = Duration.ZERO;
    private int iteration;
    private long transferredBytes;
    private JsonNode sample = MissingNode.getInstance();

    JobProgress(TimeSource clock) {
        this.clock = clock;
        requested = clock.instant();
    }

    /** Takes an answer to {@code query-migrate} of the source. */
    synchronized void sampled(JsonNode answer) {
        if (state.isFinal()) {
            return;
        }
        advance(stateOf(answer.path("status").asText()));
        if (answer.has("ram")) {
            sample = answer;
            iteration = Math.max(
                    iteration, answer.path("ram").path("dirty-sync-count").asInt());
            transferredBytes = Math.max(
                    transferredBytes, answer.path("ram").path("transferred").asLong());
        }
    }

    /** The job has ended. */
    synchronized void ended(MigrationState end) {
        elapsed();
        advance(end);
    }

    private static MigrationState stateOf(String status) {
        return switch (status) {
            case "active" -> MigrationState.COPYING;
            case "device", "completed" -> MigrationState.SWITCHING_OVER;
            default -> MigrationState.PREPARING;
        };
    }

    private void advance(MigrationState next) {
        if (!state.isFinal() && next.compareTo(state) > 0) {
            state = next;
        }
    }

    private Duration elapsed() {
        if (!state.isFinal()) {
            Duration now = Duration.between(requested, clock.instant());
            // The machine's clock may be set back.
            elapsed = now.compareTo(elapsed) > 0 ? now : elapsed;
        }
        return elapsed;
    }

    synchronized MigrationProgress now() {
        MigrationProgress.Builder progress =
                MigrationProgress.builder(state, elapsed()).iteration(iteration);
        JsonNode ram = sample.path("ram");
        if (ram.has("total")) {
            DataSize remaining = DataSize.ofBytes(
                    state == MigrationState.COMPLETED
                            ? 0
                            : ram.path("remaining").asLong());
            progress.memory(total(), DataSize.ofBytes(transferredBytes), remaining);
            progress.rate(rate());
            // In the first round QEMU says 0, and means that it does not know.
            if (iteration > 1) {
                dirtyRate(
                                ram.path("dirty-pages-rate").asLong(),
                                ram.path("page-size").asLong())
                        .ifPresent(progress::dirtyRate);
            }
        }
        return progress.build();
    }

    /** What does not fit into a number was miscounted, and a job that cannot be read is worse than one without a rate. */
    private static Optional<DataRate> dirtyRate(long pages, long pageSize) {
        boolean isKnown = pages >= 0 && pageSize > 0 && pages <= Long.MAX_VALUE / pageSize;
        return isKnown ? Optional.of(DataRate.ofBytesPerSecond(pages * pageSize)) : Optional.empty();
    }

    synchronized MigrationStatistics statistics() {
        MigrationStatistics.Builder statistics = MigrationStatistics.builder(elapsed());
        if (sample.has("total-time")) {
            statistics.active(millis("total-time")).setup(millis("setup-time"));
            statistics.memory(total(), DataSize.ofBytes(transferredBytes)).rate(rate());
        }
        if (iteration > 0) {
            statistics.iterations(iteration);
        }
        if (sample.has("downtime")) {
            statistics.downtime(millis("downtime"));
        }
        return statistics.build();
    }

    private Duration millis(String name) {
        return Duration.ofMillis(sample.path(name).asLong());
    }

    private DataSize total() {
        return DataSize.ofBytes(sample.path("ram").path("total").asLong());
    }

    private DataRate rate() {
        return DataRate.ofBytesPerSecond((long) (sample.path("ram").path("mbps").asDouble() * BYTES_PER_MEGABIT));
    }
}
