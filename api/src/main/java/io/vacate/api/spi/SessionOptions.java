package io.vacate.api.spi;

import io.vacate.api.time.TimeSource;
import java.time.Duration;

/**
 * How a session to a host is kept.
 *
 * @param connectTimeout how long opening may take, more than 0
 * @param keepAliveInterval how often a silent connection is probed, at least 1 s
 * @param keepAliveCount how many probes may stay unanswered before the connection counts as lost, at least 1
 * @param sampleInterval how often running migrations are sampled, more than 0
 * @param timeSource the clock for everything that waits; drivers that simulate time bring their own
 * @param credentials who answers when a host asks for a password
 */
public record SessionOptions(
        Duration connectTimeout,
        Duration keepAliveInterval,
        int keepAliveCount,
        Duration sampleInterval,
        TimeSource timeSource,
        CredentialSource credentials) {
    /** 10 s to connect, 5 probes 5 s apart, four samples a second, the machine's clock, and no passwords. */
    public static final SessionOptions DEFAULT = new SessionOptions(
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            5,
            Duration.ofMillis(250),
            TimeSource.system(),
            CredentialSource.NONE);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of its range; the message names it
     */
    public SessionOptions {
        atLeast("connectTimeout", connectTimeout, Duration.ofNanos(1));
        atLeast("keepAliveInterval", keepAliveInterval, Duration.ofSeconds(1));
        atLeast("sampleInterval", sampleInterval, Duration.ofNanos(1));
        if (keepAliveCount < 1) {
            throw new IllegalArgumentException("keepAliveCount (%d) must be at least 1".formatted(keepAliveCount));
        }
    }

    /** Returns these options with another time to connect. */
    public SessionOptions withConnectTimeout(Duration value) {
        return new SessionOptions(value, keepAliveInterval, keepAliveCount, sampleInterval, timeSource, credentials);
    }

    /** Returns these options with another keepalive. */
    public SessionOptions withKeepAlive(Duration interval, int count) {
        return new SessionOptions(connectTimeout, interval, count, sampleInterval, timeSource, credentials);
    }

    /** Returns these options with another interval between samples. */
    public SessionOptions withSampleInterval(Duration value) {
        return new SessionOptions(connectTimeout, keepAliveInterval, keepAliveCount, value, timeSource, credentials);
    }

    /** Returns these options with another clock. */
    public SessionOptions withTimeSource(TimeSource value) {
        return new SessionOptions(
                connectTimeout, keepAliveInterval, keepAliveCount, sampleInterval, value, credentials);
    }

    /** Returns these options with somebody who answers when a host asks for a password. */
    public SessionOptions withCredentials(CredentialSource value) {
        return new SessionOptions(connectTimeout, keepAliveInterval, keepAliveCount, sampleInterval, timeSource, value);
    }

    private static void atLeast(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException("%s (%s) must be at least %s".formatted(name, value, least));
        }
    }
}
