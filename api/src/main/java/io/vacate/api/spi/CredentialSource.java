package io.vacate.api.spi;

import java.util.Optional;

/**
 * Answers what hosts ask when a session to them is opened, such as passwords. Addresses never carry those.
 *
 * <p>Called by any thread, by several at once, and again whenever a driver opens a further connection to the host: for each
 * migration, or after one broke. While it is asked the time to connect stands still.
 */
@FunctionalInterface
public interface CredentialSource {
    /** Answers nothing: hosts that ask refuse. */
    CredentialSource NONE = request -> Optional.empty();

    /**
     * Answers a question.
     *
     * @return the answer, which the driver overwrites when it has used it; empty to give up, which ends the opening with an
     *     {@link io.vacate.api.error.AccessDeniedException}. So does an exception
     */
    Optional<char[]> answer(CredentialRequest request);
}
