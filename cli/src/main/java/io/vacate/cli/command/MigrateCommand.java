package io.vacate.cli.command;

import io.vacate.api.Host;
import io.vacate.api.HostRegistry;
import io.vacate.api.host.HostUri;
import io.vacate.cli.terminal.Console;
import io.vacate.orchestrator.EvacuationRequest;
import io.vacate.orchestrator.PreparedEvacuation;
import io.vacate.orchestrator.report.EvacuationReport;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vacate migrate}. */
@Command(
        name = "migrate",
        header = "Migrate a VM live.",
        description = {
            "",
            "Says how long it takes, migrates the VM while it runs, and asks both hosts afterwards where it is. Ctrl-C stops"
                    + " the migration; the VM then runs on where it was.",
            ""
        })
final class MigrateCommand extends AbstractCommand {
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
            description = "The host that it goes to.")
    List<HostUri> to = List.of();

    @Mixin
    ModelOptions model = new ModelOptions();

    @Mixin
    RunOptions run = new RunOptions();

    MigrateCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() throws InterruptedException {
        Evacuation evacuation = new Evacuation("migrate", console, output);
        try (HostRegistry registry = new HostRegistry()) {
            Host source = registry.open(Single.of("--from", from));
            Host destination = registry.open(Single.of("--to", to));
            String driver = source.uri().driver();
            EvacuationRequest.Builder request = EvacuationRequest.builder(List.of(source), List.of(destination))
                    .vm(source.vm(vm).id())
                    .calibration(model.load(console, driver));
            model.apply(request);
            run.apply(request);
            PreparedEvacuation prepared = evacuation.prepare(request.build());
            EvacuationReport report = evacuation.execute(prepared);
            model.learn(console, driver, report.observations());
            return evacuation.conclude(prepared, report);
        }
    }
}
