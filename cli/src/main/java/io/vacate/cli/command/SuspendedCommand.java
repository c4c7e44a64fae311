package io.vacate.cli.command;

import io.vacate.api.HostRegistry;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.cli.display.SuspendedPrinter;
import io.vacate.cli.json.JsonDocument;
import io.vacate.cli.json.SuspendedJson;
import io.vacate.cli.terminal.Console;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vacate suspended}. */
@Command(
        name = "suspended",
        header = "Show VMs that wait in buffers.",
        description = {
            "",
            "A suspend-copy-resume that was interrupted leaves the VM's state in a buffer of its host. This lists what is"
                    + " there; 'vacate resume' takes a VM up again. Hosts that do not answer are said on standard error.",
            ""
        })
final class SuspendedCommand extends AbstractCommand {
    @Parameters(paramLabel = "HOST", arity = "1..*", description = "Hosts to look at.")
    List<HostNames.Choice> uris = List.of();

    SuspendedCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        Interruption.listen(console, output.json);
        HostRound round = new HostRound(console);
        List<SuspendedVm> found = new ArrayList<>();
        try (HostRegistry registry = registry()) {
            round.visit(registry, HostNames.Choice.uris(uris), host -> found.addAll(host.suspendedVms()));
        }
        if (output.json) {
            console.out().println(JsonDocument.text(SuspendedJson.document(found, round.failures())));
        } else {
            new SuspendedPrinter(console.out(), output.outputStyle(console)).print(found);
        }
        return round.exitCode();
    }
}
