package io.vacate.model.estimate;

import io.vacate.api.unit.DataSize;
import java.util.Optional;

/** Whether the rounds of pre-copy shrink until the rest fits into the downtime limit. */
public sealed interface Convergence {

    /**
     * The rest fits into the downtime limit.
     *
     * @param rounds rounds until then, at least 1; the copy during the downtime is not one
     */
    record Converges(int rounds) implements Convergence {}

    /**
     * The rest does not get that small, or only after more data or rounds than is allowed. The
     * estimate's times are then those of {@code forced}.
     *
     * @param reason why
     * @param rest what is left to send when the budget is used up; a downtime limit that fits it would let it converge
     * @param forced the switch-over is forced once the budget is used up
     * @param throttled the guest is slowed down as QEMU does it unless told otherwise, until it converges; empty where it is
     *     already, or even that does not help
     * @param stopAndCopy the VM is paused and then sent as a whole
     * @param postCopy the VM is switched over at once and its memory follows, each page once; a fault meanwhile can lose
     *     the VM
     */
    record DoesNotConverge(
            Reason reason,
            DataSize rest,
            WayOut forced,
            Optional<WayOut> throttled,
            WayOut stopAndCopy,
            WayOut postCopy)
            implements Convergence {}

    /** Why a pre-copy does not converge. */
    enum Reason {
        /** Some round's length reproduces itself: D(τ) ≥ b · τ. More patience does not help; more bandwidth does. */
        NEVER,
        /** The rounds shrink, but too slowly for the send budget. */
        TOO_SLOW
    }

    /** Tells whether this is {@link Converges}. */
    default boolean converges() {
        return this instanceof Converges;
    }
}
