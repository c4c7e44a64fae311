package io.vacate.bench.planning.peer;

/** A problem has something that a peer cannot express. The message names it and its value. */
final class InexpressibleProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    InexpressibleProblemException(String message) {
        super(message);
    }
}
