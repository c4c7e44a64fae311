package io.vacate.cli.command;

import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataRate;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Limits of each migration, which its estimate reckons with. */
final class LimitOptions {
    @Option(
            names = "--bandwidth",
            paramLabel = "RATE",
            converter = Quantities.Rate.class,
            description = "Most that each migration may take, such as 50MiB/s.")
    @Nullable
    DataRate bandwidth;

    @Option(
            names = "--downtime",
            paramLabel = "TIME",
            converter = Quantities.Time.class,
            description = "Longest pause that each migration may cause, such as 300ms.")
    @Nullable
    Duration downtime;

    MigrationRequest.Builder apply(MigrationRequest.Builder request) {
        Optional.ofNullable(bandwidth).ifPresent(request::bandwidth);
        Optional.ofNullable(downtime).ifPresent(request::downtime);
        return request;
    }
}
