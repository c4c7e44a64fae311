package io.vacate.cli.terminal;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** The clock on the wall, by which people say when hosts must be empty. Nothing is measured with it: it may be set at any time. */
public final class WallClock {
    private WallClock() {}

    /** Returns the time in the machine's zone. */
    public static ZonedDateTime now() {
        return ZonedDateTime.now(ZoneId.systemDefault());
    }

    /** Returns the moment. */
    public static Instant instant() {
        return now().toInstant();
    }
}
