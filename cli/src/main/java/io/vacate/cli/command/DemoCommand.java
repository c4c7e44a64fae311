package io.vacate.cli.command;

import io.vacate.api.Host;
import io.vacate.api.HostRegistry;
import io.vacate.api.host.HostUri;
import io.vacate.api.unit.DataRate;
import io.vacate.cli.display.HostPrinter;
import io.vacate.cli.display.Style;
import io.vacate.cli.terminal.Console;
import io.vacate.orchestrator.EvacuationRequest;
import io.vacate.orchestrator.PreparedEvacuation;
import io.vacate.orchestrator.inventory.HostInventory;
import io.vacate.orchestrator.report.EvacuationReport;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vacate demo}. */
@Command(
        name = "demo",
        header = "Empty a simulated host: no hypervisor needed.",
        description = {
            "",
            "Shows what vacate does on three simulated hosts, with the same code that drives real ones: looks at the hosts,"
                    + " predicts and compares, moves all VMs of the first host live, and holds the estimate against what it"
                    + " took. Touches nothing real.",
            ""
        })
final class DemoCommand extends AbstractCommand {
    private static final DataRate LINK = DataRate.ofMegabitsPerSecond(500);

    @Option(
            names = "--speed",
            paramLabel = "FACTOR|max",
            description = "How many times as fast as real time; default ${DEFAULT-VALUE}.",
            defaultValue = "10")
    String speed = "10";

    @Mixin
    StopOptions stop = new StopOptions();

    DemoCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() throws InterruptedException {
        Evacuation evacuation = new Evacuation("demo", console, output, stop.limit());
        Style style = output.outputStyle(console);
        try (HostRegistry registry = new HostRegistry()) {
            Host alpha = registry.open(host("alpha"));
            Host beta = registry.open(host("beta"));
            Host gamma = registry.open(host("gamma"));
            if (!output.json) {
                introduce(style, List.of(alpha, beta, gamma));
            }
            PreparedEvacuation prepared =
                    evacuation.prepare(EvacuationRequest.builder(List.of(alpha), List.of(beta, gamma))
                            .linkSpeed(LINK)
                            .build());
            EvacuationReport report = evacuation.execute(prepared);
            int code = evacuation.conclude(prepared, report);
            if (!output.json) {
                console.out().println();
                console.out().println("All of this was simulated. For real hosts: vacate hosts kvm:///system");
            }
            return code;
        }
    }

    private HostUri host(String name) {
        return HostUri.parse("sim:demo?speed=%s#%s".formatted(speed, name));
    }

    private void introduce(Style style, List<Host> hosts) {
        console.out()
                .println(
                        style.bold("This is a simulation: simulated hosts, VMs and links, and a time of its own that"));
        console.out()
                .println(style.bold("passes faster than real time. The code that plans and moves is the real one."));
        console.out().println();
        new HostPrinter(console.out(), style)
                .print(hosts.stream().map(HostInventory::of).toList());
        console.out().println();
        console.out().println("Task: empty alpha onto beta and gamma, over links of 500 Mbit/s, while its VMs run.");
    }
}
