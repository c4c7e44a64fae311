package io.vacate.cli.command;

import io.vacate.api.HostRegistry;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.cli.display.EstimatePrinter;
import io.vacate.cli.json.EvacuationJson;
import io.vacate.cli.json.JsonDocument;
import io.vacate.cli.terminal.Console;
import io.vacate.orchestrator.EvacuationRequest;
import io.vacate.orchestrator.PreparedEvacuation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vacate estimate}. */
@Command(
        name = "estimate",
        header = "Predict the migration of a VM.",
        description = {
            "",
            "Watches the VM for a few seconds, and says how long its migration would take, how long it would be paused, how"
                    + " much would be sent, whether that converges, and what all this rests on. Changes nothing.",
            ""
        })
final class EstimateCommand extends AbstractCommand {
    @Mixin
    OneVmOptions one = new OneVmOptions();

    @Mixin
    ModelOptions model = new ModelOptions();

    @Mixin
    LimitOptions limits = new LimitOptions();

    EstimateCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        Evacuation evacuation = new Evacuation("estimate", console, output);
        try (HostRegistry registry = new HostRegistry()) {
            EvacuationRequest.Builder request = one.request(registry, model, console);
            request.migration(limits.apply(MigrationRequest.builder()).build());
            PreparedEvacuation prepared = evacuation.prepare(request.build());
            if (output.json) {
                console.out()
                        .println(JsonDocument.text(
                                EvacuationJson.planned("estimate", prepared).put("exit_code", ExitCode.OK)));
            } else {
                new EstimatePrinter(console.out(), output.outputStyle(console)).details(prepared);
            }
            return ExitCode.OK;
        }
    }
}
