package io.vacate.bench.eta;

import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One migration.
 *
 * @param id its name
 * @param rows its samples, the last one completed
 */
record TraceRun(Id id, List<TraceRow> rows) {
    /** A run that was throttled, post-copied or paused says nothing of whether pre-copy converges by itself. */
    enum Kind {
        /** Pre-copy that ended by itself. */
        CONVERGENT,
        /** Pre-copy whose rounds stopped shrinking; it ended when the load did. */
        NONCONVERGENT,
        /** Pre-copy with a guest slowed down. */
        THROTTLED,
        /** Pre-copy, then post-copy. */
        POST_COPY,
        /** The guest was paused (or idle): nothing was rewritten. */
        PAUSED
    }

    /** Rounds that do not shrink, before a run counts as stuck; runs that converge have fewer rounds in all. */
    private static final int STUCK_ROUNDS = 12;

    /** What is left after such rounds stays within this factor. */
    private static final double STUCK_FACTOR = 2;

    record Id(String scenario, String run) {
        @Override
        public String toString() {
            return scenario + "/" + run;
        }
    }

    TraceRun {
        rows = List.copyOf(rows);
    }

    TraceRow last() {
        return rows.get(rows.size() - 1);
    }

    double totalSeconds() {
        return last().seconds();
    }

    /** Returns all samples but the last, which only says that it is over. */
    List<TraceRow> running() {
        return rows.subList(0, rows.size() - 1);
    }

    /** Returns the last sample that was there when {@code share} of the total time was over; the first if none was. */
    int at(double share) {
        int found = 0;
        for (int i = 0; i < rows.size() - 1; i++) {
            if (rows.get(i).seconds() <= share * totalSeconds()) {
                found = i;
            }
        }
        return found;
    }

    /**
     * Tells from its rows what kind of run it is. Runs that ended only because the load did look convergent at their end;
     * but before, what was left after a round stayed about the same for many rounds, while rounds that converge shrink
     * geometrically. Only where the rows show nothing else than a convergent run, the scenario's name may say what they
     * have missed, such as a post-copy between two samples.
     */
    Kind kind() {
        if (rows.stream().anyMatch(TraceRow::isPostCopy)) {
            return Kind.POST_COPY;
        }
        if (isThrottled()) {
            return Kind.THROTTLED;
        }
        if (rows.stream().allMatch(row -> row.dirtyPagesPerSecond() == 0)) {
            return Kind.PAUSED;
        }
        return stuckRounds() >= STUCK_ROUNDS ? Kind.NONCONVERGENT : byName();
    }

    private Kind byName() {
        String name = id.scenario().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        if (name.contains("postcopy")) {
            return Kind.POST_COPY;
        }
        if (name.contains("autoconverge")) {
            return Kind.THROTTLED;
        }
        return name.contains("nonconvergent") ? Kind.NONCONVERGENT : Kind.CONVERGENT;
    }

    boolean isThrottled() {
        return rows.stream().anyMatch(row -> row.throttlePercent().orElse(0) > 0);
    }

    /** Returns how many rounds ended since what was left first came within the factor of its median over the second half. */
    private int stuckRounds() {
        List<TraceRow> syncs = new ArrayList<>();
        for (int i = 1; i < rows.size() - 1; i++) {
            if (rows.get(i).syncs() > rows.get(i - 1).syncs()) {
                syncs.add(rows.get(i));
            }
        }
        if (syncs.size() < 2) {
            return 0;
        }
        double usual = syncs.subList(syncs.size() / 2, syncs.size()).stream()
                .mapToDouble(TraceRow::remainingBytes)
                .sorted()
                .toArray()[(syncs.size() - syncs.size() / 2) / 2];
        for (TraceRow sync : syncs) {
            if (sync.remainingBytes() <= STUCK_FACTOR * usual) {
                return last().syncs() - sync.syncs();
            }
        }
        return 0;
    }

    /** Returns the samples as a driver would give them. */
    List<MigrationProgress> samples() {
        return rows.stream().map(TraceRun::sample).toList();
    }

    private static MigrationProgress sample(TraceRow row) {
        MigrationState state = row.isCompleted()
                ? MigrationState.COMPLETED
                : row.isPostCopy()
                        ? MigrationState.POST_COPY
                        : row.isPreCopy() ? MigrationState.COPYING : MigrationState.SWITCHING_OVER;
        MigrationProgress.Builder sample = MigrationProgress.builder(
                        state, Duration.ofNanos(Math.round(row.totalMillis() * 1e6)))
                .iteration(row.syncs())
                .memory(size(row.totalBytes()), size(row.transferredBytes()), size(row.remainingBytes()))
                .rate(DataRate.ofBytesPerSecond(Math.round(row.bytesPerSecond())));
        if (row.syncs() > 1 || row.dirtyPagesPerSecond() > 0) {
            sample.dirtyRate(DataRate.ofBytesPerSecond(Math.round(row.dirtyPagesPerSecond() * TraceRow.PAGE_BYTES)));
        }
        return sample.build();
    }

    private static DataSize size(double bytes) {
        return DataSize.ofBytes(Math.round(bytes));
    }
}
