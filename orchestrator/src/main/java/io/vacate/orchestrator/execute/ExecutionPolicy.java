package io.vacate.orchestrator.execute;

import java.time.Duration;

/**
 * What to do when things do not go as planned, and how much to do at once.
 *
 * @param retries how often a failed move is tried again while its VM still runs at its source, at least 0; failures that
 *     would only be repeated, such as a refusal, are not
 * @param retryDelay how long to wait before the first retry, not negative; each further one waits twice as long
 * @param longestRetryDelay most that a retry waits, at least {@code retryDelay}
 * @param dependents what happens to moves whose predecessor did not succeed
 * @param nonConvergence what happens to a migration that has used up its send budget
 * @param stallTimeout a migration that shows no sign of progress for so long is cancelled and counts as failed; more
 *     than 0
 * @param atOnce how many migrations a host takes part in at once
 */
public record ExecutionPolicy(
        int retries,
        Duration retryDelay,
        Duration longestRetryDelay,
        Dependents dependents,
        NonConvergence nonConvergence,
        Duration stallTimeout,
        AtOnce atOnce) {
    /**
     * One retry after 2 s, further ones after up to a minute, dependents go on, what does not converge is given up, 2 min
     * without a sign of progress, as many at once as hosts usually bear.
     */
    public static final ExecutionPolicy DEFAULT = new ExecutionPolicy(
            1,
            Duration.ofSeconds(2),
            Duration.ofMinutes(1),
            Dependents.PROCEED,
            NonConvergence.GIVE_UP,
            Duration.ofMinutes(2),
            AtOnce.BY_TRANSPORT);

    /** What happens to moves whose predecessor did not succeed. */
    public enum Dependents {
        /** They start all the same: the order was for speed. */
        PROCEED,
        /** They are skipped: they need what the predecessor should have freed. */
        SKIP
    }

    /** What happens to a migration whose guest rewrites memory faster than it is sent. */
    public enum NonConvergence {
        /** It is cancelled, and the VM runs on at its source. */
        GIVE_UP,
        /** Its downtime limit is raised until the rest fits: the VM stands still for that long. */
        FORCE
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of its range; the message names it
     */
    public ExecutionPolicy {
        if (retries < 0) {
            throw new IllegalArgumentException("retries (%d) must not be negative".formatted(retries));
        }
        if (retryDelay.isNegative()) {
            throw new IllegalArgumentException("retryDelay (%s) must not be negative".formatted(retryDelay));
        }
        if (longestRetryDelay.compareTo(retryDelay) < 0) {
            throw new IllegalArgumentException(
                    "longestRetryDelay (%s) must be at least retryDelay (%s)".formatted(longestRetryDelay, retryDelay));
        }
        if (stallTimeout.isNegative() || stallTimeout.isZero()) {
            throw new IllegalArgumentException("stallTimeout (%s) must be positive".formatted(stallTimeout));
        }
    }

    /** Returns how long to wait after so many failed attempts, at least 1. */
    public Duration delayAfter(int attempts) {
        Duration delay = retryDelay;
        for (int i = 1; i < attempts && !delay.isZero() && delay.compareTo(longestRetryDelay) < 0; i++) {
            delay = delay.multipliedBy(2);
        }
        return delay.compareTo(longestRetryDelay) < 0 ? delay : longestRetryDelay;
    }

    /** Returns this policy with another number of retries. */
    public ExecutionPolicy withRetries(int value) {
        return new ExecutionPolicy(
                value, retryDelay, longestRetryDelay, dependents, nonConvergence, stallTimeout, atOnce);
    }

    /** Returns this policy with other waits before retries: the first, and the longest. */
    public ExecutionPolicy withRetryDelay(Duration first, Duration longest) {
        return new ExecutionPolicy(retries, first, longest, dependents, nonConvergence, stallTimeout, atOnce);
    }

    /** Returns this policy with another rule for dependents. */
    public ExecutionPolicy withDependents(Dependents value) {
        return new ExecutionPolicy(retries, retryDelay, longestRetryDelay, value, nonConvergence, stallTimeout, atOnce);
    }

    /** Returns this policy with another rule for what does not converge. */
    public ExecutionPolicy withNonConvergence(NonConvergence value) {
        return new ExecutionPolicy(retries, retryDelay, longestRetryDelay, dependents, value, stallTimeout, atOnce);
    }

    /** Returns this policy with another patience with migrations that show no sign of progress. */
    public ExecutionPolicy withStallTimeout(Duration value) {
        return new ExecutionPolicy(retries, retryDelay, longestRetryDelay, dependents, nonConvergence, value, atOnce);
    }

    /** Returns this policy with another number of migrations at once. */
    public ExecutionPolicy withAtOnce(AtOnce value) {
        return new ExecutionPolicy(
                retries, retryDelay, longestRetryDelay, dependents, nonConvergence, stallTimeout, value);
    }
}
