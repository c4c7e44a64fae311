package io.vacate.testbed;

/** Thrown when a command of the testbed failed; the message says which, and what it printed. */
public final class TestbedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TestbedException(String message) {
        super(message);
    }

    TestbedException(String message, Throwable cause) {
        super(message, cause);
    }
}
