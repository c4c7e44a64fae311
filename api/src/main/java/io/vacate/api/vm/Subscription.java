package io.vacate.api.vm;

/** A listener's registration. Thread-safe. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    /** Ends it: the listener is not called again once this returns, save for a call under way. Idempotent. */
    @Override
    void close();
}
