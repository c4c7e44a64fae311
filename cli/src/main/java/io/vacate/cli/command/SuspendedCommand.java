package io.vacate.cli.command;

import io.vacate.api.HostRegistry;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.host.HostUri;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.cli.display.SuspendedPrinter;
import io.vacate.cli.json.JsonDocument;
import io.vacate.cli.json.SuspendedJson;
import io.vacate.cli.terminal.Console;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    @Parameters(
            paramLabel = "URI",
            arity = "1..*",
            converter = Quantities.Address.class,
            description = "Hosts to look at.")
    List<HostUri> uris = List.of();

    SuspendedCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        Interruption.listen(console, output.json);
        int code = ExitCode.OK;
        List<SuspendedVm> found = new ArrayList<>();
        Map<String, String> failures = new LinkedHashMap<>();
        try (HostRegistry registry = new HostRegistry()) {
            for (HostUri uri : uris) {
                try {
                    found.addAll(registry.open(uri).suspendedVms());
                } catch (HypervisorException | IllegalArgumentException failure) {
                    int failureCode = ExitCode.of(failure);
                    String message = Failures.message(failure, failureCode);
                    console.err().println("vacate: " + message);
                    failures.put(uri.toString(), message);
                    code = Math.max(code, failureCode);
                }
            }
        }
        if (output.json) {
            console.out().println(JsonDocument.text(SuspendedJson.document(found, failures)));
        } else {
            new SuspendedPrinter(console.out(), output.outputStyle(console)).print(found);
        }
        return code;
    }
}
