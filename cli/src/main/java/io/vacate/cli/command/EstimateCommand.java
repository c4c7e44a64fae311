package io.vacate.cli.command;

import io.vacate.api.Host;
import io.vacate.api.HostRegistry;
import io.vacate.api.host.HostUri;
import io.vacate.cli.display.EstimatePrinter;
import io.vacate.cli.json.EvacuationJson;
import io.vacate.cli.json.JsonDocument;
import io.vacate.cli.terminal.Console;
import io.vacate.orchestrator.EvacuationRequest;
import io.vacate.orchestrator.PreparedEvacuation;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
    @Parameters(paramLabel = "VM", description = "Name or UUID of a running VM.")
    String vm = "";

    @Option(
            names = "--from",
            paramLabel = "URI",
            required = true,
            converter = Quantities.Address.class,
            description = "The host that it runs on.")
    List<HostUri> from = List.of();

    @Option(
            names = "--to",
            paramLabel = "URI",
            required = true,
            converter = Quantities.Address.class,
            description = "The host that it would go to.")
    List<HostUri> to = List.of();

    @Mixin
    ModelOptions model = new ModelOptions();

    EstimateCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        Evacuation evacuation = new Evacuation("estimate", console, output);
        try (HostRegistry registry = new HostRegistry()) {
            Host source = registry.open(Single.of("--from", from));
            Host destination = registry.open(Single.of("--to", to));
            EvacuationRequest.Builder request = EvacuationRequest.builder(List.of(source), List.of(destination))
                    .vm(source.vm(vm).id())
                    .calibration(model.load(console, source.uri().driver()));
            model.apply(request);
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
