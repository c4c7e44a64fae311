package io.vacate.orchestrator.execute;

import java.time.Duration;

/**
 * What to do when things do not go as planned.
 *
 * @param retries how often a failed move is tried again while its VM still runs at its source, at least 0
 * @param retryDelay how long to wait before that, not negative
 * @param dependents what happens to moves whose predecessor did not succeed
 * @param nonConvergence what happens to a migration that has used up its send budget
 * @param stallTimeout a migration that shows no sign of progress for so long is cancelled and counts as failed; more
 *     than 0
 */
public record ExecutionPolicy(
        int retries, Duration retryDelay, Dependents dependents, NonConvergence nonConvergence, Duration stallTimeout) {
    /** One retry after 2 s, dependents go on, what does not converge is given up, 2 min without a sign of progress. */
    public static final ExecutionPolicy DEFAULT = new ExecutionPolicy(
            1, Duration.ofSeconds(2), Dependents.PROCEED, NonConvergence.GIVE_UP, Duration.ofMinutes(2));

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
        if (stallTimeout.isNegative() || stallTimeout.isZero()) {
            throw new IllegalArgumentException("stallTimeout (%s) must be positive".formatted(stallTimeout));
        }
    }

    /** Returns this policy with another number of retries. */
    public ExecutionPolicy withRetries(int value) {
        return new ExecutionPolicy(value, retryDelay, dependents, nonConvergence, stallTimeout);
    }

    /** Returns this policy with another rule for dependents. */
    public ExecutionPolicy withDependents(Dependents value) {
        return new ExecutionPolicy(retries, retryDelay, value, nonConvergence, stallTimeout);
    }

    /** Returns this policy with another rule for what does not converge. */
    public ExecutionPolicy withNonConvergence(NonConvergence value) {
        return new ExecutionPolicy(retries, retryDelay, dependents, value, stallTimeout);
    }
}
