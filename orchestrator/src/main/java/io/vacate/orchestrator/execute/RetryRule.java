package io.vacate.orchestrator.execute;

import io.vacate.api.error.AccessDeniedException;
import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.error.MigrationRefusedException;
import io.vacate.api.error.NoDriverException;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.SameHostException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.error.VmStartException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.HostUri;

/** What the cause of a failure says about trying again. */
enum RetryRule {
    /** It would end the same way everywhere, or do harm. */
    NEVER,
    /** It may pass: the same destination. */
    SAME,
    /** It is of the destination's making: another one, or else the same later. */
    ELSEWHERE,
    /** It is of the destination's making, and will not pass there. */
    ONLY_ELSEWHERE;

    /** Returns the rule for a failure of a move from {@code source}. What is not known to be harmless is not repeated. */
    static RetryRule of(Throwable failure, HostUri source) {
        if (!(failure instanceof HypervisorException known)) {
            return NEVER;
        }
        HypervisorException cause = firstTelling(known);
        if (cause instanceof InsufficientCapacityException || cause instanceof VmStartException) {
            return ELSEWHERE;
        }
        if (cause instanceof HostUnreachableException unreachable) {
            return unreachable.host().equals(source) ? SAME : ELSEWHERE;
        }
        if (cause instanceof AccessDeniedException || cause instanceof DuplicateVmException) {
            return ONLY_ELSEWHERE;
        }
        return isFinal(cause) ? NEVER : SAME;
    }

    private static boolean isFinal(HypervisorException cause) {
        return cause instanceof MigrationRefusedException
                || cause instanceof UnsupportedCapabilityException
                || cause instanceof VmStateException
                || cause instanceof InvalidDefinitionException
                || cause instanceof UnknownVmException
                || cause instanceof SessionClosedException
                || cause instanceof SameHostException
                || cause instanceof NoDriverException;
    }

    /** A failed migration may carry an error that says more. */
    private static HypervisorException firstTelling(HypervisorException failure) {
        HypervisorException cause = failure;
        while ((cause instanceof MigrationFailedException || cause instanceof OperationFailedException)
                && cause.getCause() instanceof HypervisorException deeper) {
            cause = deeper;
        }
        return cause;
    }
}
