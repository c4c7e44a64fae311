package io.vacate.api.migration;

import io.vacate.api.host.Capability;
import io.vacate.api.unit.DataSize;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells from the samples of one migration for how long it has shown no sign of progress: neither its state, nor its phase,
 * nor its round, nor the bytes that it has moved changed.
 *
 * <p>Of a hypervisor that does not count bytes nothing can be concluded, nor while a VM is read back from its buffer,
 * which nobody counts. Thread-safe.
 */
public final class StallDetector {
    private final boolean bytesAreCounted;
    private @Nullable Sighting last;

    /** How a migration looked, and since when it has looked like that. */
    private record Sighting(
            Instant since, MigrationState state, @Nullable Phase phase, int iteration, DataSize sent, DataSize stored) {
        static Sighting of(MigrationProgress seen, Instant now) {
            return new Sighting(
                    now,
                    seen.state(),
                    seen.phase().orElse(null),
                    seen.iteration(),
                    seen.transferred().orElse(DataSize.ZERO),
                    seen.storage().map(StorageProgress::transferred).orElse(DataSize.ZERO));
        }

        boolean looksLike(Sighting other) {
            return state == other.state
                    && phase == other.phase
                    && iteration == other.iteration
                    && sent.equals(other.sent)
                    && stored.equals(other.stored);
        }
    }

    /** Makes a detector for one job of a session with these capabilities. */
    public StallDetector(Set<Capability> capabilities) {
        bytesAreCounted = capabilities.contains(Capability.BYTE_PROGRESS);
    }

    /**
     * Takes note of a sample.
     *
     * @param seen the newest sample of the job
     * @param now when it was looked at, by the clock of its session; not before an earlier one
     * @return for how long nothing has changed; zero if something has, if the job has ended, or if nothing can be concluded
     */
    public synchronized Duration look(MigrationProgress seen, Instant now) {
        Sighting current = Sighting.of(seen, now);
        Sighting before = last;
        if (before == null || !before.looksLike(current)) {
            last = current;
            return Duration.ZERO;
        }
        boolean tells = bytesAreCounted && !seen.state().isFinal() && current.phase() != Phase.RESUME;
        return tells ? Duration.between(before.since(), now) : Duration.ZERO;
    }
}
