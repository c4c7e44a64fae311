package io.vacate.cli.command;

import io.vacate.api.HostRegistry;
import io.vacate.cli.display.HostPrinter;
import io.vacate.cli.json.HostsJson;
import io.vacate.cli.json.JsonDocument;
import io.vacate.cli.terminal.Console;
import io.vacate.orchestrator.inventory.HostInventory;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vacate hosts}. */
@Command(
        name = "hosts",
        header = "Show hosts and their VMs.",
        description = {
            "",
            "Shows each host's hypervisor, CPUs and memory, and its VMs with their state and memory. Hosts that do not answer"
                    + " are said on standard error, the others are shown all the same.",
            ""
        })
final class HostsCommand extends AbstractCommand {
    @Parameters(
            paramLabel = "HOST",
            arity = "0..*",
            description =
                    "Hosts: URIs such as kvm+tls://node7/system or sim:demo#alpha, or names of the inventory; all of that unless given.")
    List<HostNames.Choice> uris = List.of();

    private final HostNames names;

    HostsCommand(Console console, HostNames names) {
        super(console);
        this.names = names;
    }

    @Override
    public Integer call() {
        Interruption.listen(console, output.json);
        HostRound round = new HostRound(console);
        try (HostRegistry registry = registry()) {
            List<HostInventory> hosts = new ArrayList<>();
            round.visit(
                    registry,
                    uris.isEmpty() ? names.all() : HostNames.Choice.uris(uris),
                    host -> hosts.add(HostInventory.of(host)));
            if (output.json) {
                console.out().println(JsonDocument.text(HostsJson.document(hosts, round.failures())));
            } else if (!hosts.isEmpty()) {
                new HostPrinter(console.out(), output.outputStyle(console)).print(hosts);
            }
        }
        return round.exitCode();
    }
}
