package io.vacate.cli.command;

import io.vacate.orchestrator.EvacuationRequest;
import io.vacate.orchestrator.execute.ExecutionPolicy;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the commands that move VMs. */
final class RunOptions {
    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = Quantities.Time.class,
            description = "Stop what has not ended after so long, such as 10min. Never unless given.")
    @Nullable
    Duration timeout;

    @Option(
            names = "--retries",
            paramLabel = "N",
            description = "How often a failed migration is tried again; default ${DEFAULT-VALUE}.",
            defaultValue = "1")
    int retries = 1;

    @Option(
            names = "--if-stuck",
            paramLabel = "give-up|force",
            description =
                    "What to do with a VM that rewrites its memory faster than it can be sent: leave it where it is"
                            + " (give-up, the default), or pause it for as long as the rest takes (force).")
    String ifStuck = "give-up";

    @Mixin
    StopOptions stop = new StopOptions();

    void apply(EvacuationRequest.Builder request) {
        request.policy(ExecutionPolicy.DEFAULT.withRetries(checkedRetries()).withNonConvergence(nonConvergence()));
        Optional.ofNullable(timeout).ifPresent(request::timeout);
    }

    private int checkedRetries() {
        if (retries < 0) {
            throw new IllegalArgumentException("--retries (%d) must not be negative".formatted(retries));
        }
        return retries;
    }

    private ExecutionPolicy.NonConvergence nonConvergence() {
        return switch (ifStuck) {
            case "give-up" -> ExecutionPolicy.NonConvergence.GIVE_UP;
            case "force" -> ExecutionPolicy.NonConvergence.FORCE;
            default ->
                throw new IllegalArgumentException("--if-stuck ('%s') must be give-up or force".formatted(ifStuck));
        };
    }
}
