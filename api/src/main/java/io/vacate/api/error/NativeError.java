package io.vacate.api.error;

/**
 * What the hypervisor itself said. The first cause is kept, not the consequences that it reports after it.
 *
 * @param code the hypervisor's number of the error
 * @param origin the part of it that raised the error, as it names or numbers that part
 * @param message its text
 */
public record NativeError(int code, String origin, String message) {
    @Override
    public String toString() {
        return "%s (error %d of %s)".formatted(message, code, origin);
    }
}
