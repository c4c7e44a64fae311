package io.vacate.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.Host;
import io.vacate.api.HostRegistry;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.cli.display.EstimatePrinter;
import io.vacate.cli.display.Prediction;
import io.vacate.cli.display.PredictionPrinter;
import io.vacate.cli.json.EvacuationJson;
import io.vacate.cli.json.JsonDocument;
import io.vacate.cli.json.PredictionJson;
import io.vacate.cli.terminal.Console;
import io.vacate.orchestrator.EvacuationRequest;
import io.vacate.orchestrator.PreparedEvacuation;
import io.vacate.orchestrator.execute.ExecutionPolicy;
import io.vacate.orchestrator.execute.VmMove;
import java.util.List;
import java.util.Optional;
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
            "",
            "With --profile it asks no host at all.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  vacate estimate web --from kvm+tls://node1/system --to kvm+tls://node2/system --modes all",
            "  vacate estimate --profile rack.json --from node1 --to node2 --group parallel"
        })
final class EstimateCommand extends AbstractCommand {
    @Mixin
    EstimateOptions what = new EstimateOptions();

    @Mixin
    ModelOptions model = new ModelOptions();

    @Mixin
    LimitOptions limits = new LimitOptions();

    private final HostNames names;

    EstimateCommand(Console console, HostNames names) {
        super(console);
        this.names = names;
    }

    @Override
    public Integer call() {
        if (what.profile != null) {
            return new ProfileEstimate(what, model, limits, what.profile).print(console, output);
        }
        OneVmOptions one = what.ofHosts(names);
        List<NamedMode> modes = what.chosenModes();
        Evacuation evacuation = new Evacuation("estimate", console, output, Optional.empty());
        try (HostRegistry registry = registry()) {
            EvacuationRequest.Builder request = request(one, registry);
            request.migration(limits.apply(MigrationRequest.builder()).build());
            PreparedEvacuation prepared = evacuation.prepare(request.build());
            List<Prediction> compared = what.modes == null ? List.of() : predictions(prepared, modes);
            if (output.json) {
                ObjectNode document = EvacuationJson.planned("estimate", prepared);
                if (!compared.isEmpty()) {
                    PredictionJson.modes(document.putArray("modes"), compared);
                }
                console.out().println(JsonDocument.text(document.put("exit_code", ExitCode.OK)));
            } else {
                print(prepared, compared);
            }
            return ExitCode.OK;
        }
    }

    private EvacuationRequest.Builder request(OneVmOptions one, HostRegistry registry) {
        Host source = one.source(registry);
        Host destination = one.destination(registry);
        // A VM that would be given up is estimated all the same: what would move it is what users want to know.
        return one.request(one.find(source), destination, model, console)
                .policy(ExecutionPolicy.DEFAULT.withNonConvergence(ExecutionPolicy.NonConvergence.FORCE));
    }

    private void print(PreparedEvacuation prepared, List<Prediction> compared) {
        new EstimatePrinter(console.out(), output.outputStyle(console)).details(prepared);
        if (!compared.isEmpty()) {
            PredictionPrinter printer = new PredictionPrinter(console.out(), output.outputStyle(console));
            printer.title("In other modes");
            printer.modes(compared);
        }
    }

    private List<Prediction> predictions(PreparedEvacuation prepared, List<NamedMode> modes) {
        Host source = prepared.request().sources().get(0);
        VmMove move = prepared.moves().get(0);
        Forecast forecast = Forecast.of(prepared, move, prepared.request().bandwidth());
        return modes.stream()
                .map(mode -> new Prediction(
                        move.profile(), mode.name(), forecast.alone(move.profile(), mode), obstacle(source, mode)))
                .toList();
    }

    private static String obstacle(Host source, NamedMode mode) {
        return source.capabilities().contains(mode.mode().requiredCapability()) ? "" : "the host cannot do it";
    }
}
