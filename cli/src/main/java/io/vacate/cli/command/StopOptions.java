package io.vacate.cli.command;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command that moves VMs stops. */
final class StopOptions {
    @Option(
            names = "--stop-timeout",
            paramLabel = "TIME",
            converter = Quantities.Time.class,
            description =
                    "After Ctrl-C, SIGTERM or SIGHUP, quit at the latest after so long, such as 5min, even if migrations"
                            + " have not ended. Otherwise their end is waited for, as long as it takes.")
    @Nullable
    Duration stopTimeout;

    Optional<Duration> limit() {
        return Optional.ofNullable(stopTimeout);
    }
}
