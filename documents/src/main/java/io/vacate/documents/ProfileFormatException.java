package io.vacate.documents;

/**
 * A document is not what a profile must be; nothing of it was taken over.
 *
 * <p>The message names the field by its path, such as {@code vms[2].dirty.points[1].size_bytes}, its value, what is wrong
 * with it and, where the document was a text, its line; of a text that is no JSON at all, line and column.
 */
public final class ProfileFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** Makes the exception with a message for people. */
    ProfileFormatException(String message) {
        super(message);
    }

    /** Makes the exception with a message for people and what it was found out by. */
    ProfileFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
