package io.vacate.cli.command;

import io.vacate.orchestrator.EvacuationRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of the commands that move many VMs: how many at once. */
final class AtOnceOptions {
    @Option(
            names = "--at-once",
            paramLabel = "N",
            description =
                    "Most migrations that each host takes part in at once. Unless given, as many as the usual settings"
                            + " of its daemons bear: 16 where libvirt is asked directly (20 workers), 8 over ssh (sshd"
                            + " drops logins from the tenth at once on).")
    @Nullable
    Integer atOnce;

    void apply(EvacuationRequest.Builder request) {
        if (atOnce != null) {
            if (atOnce < 1) {
                throw new IllegalArgumentException("--at-once (%d) must be at least 1".formatted(atOnce));
            }
            request.atOnce(atOnce);
        }
    }
}
