package io.vacate.cli.command;

import io.vacate.api.HostRegistry;
import io.vacate.cli.terminal.Console;
import io.vacate.orchestrator.EvacuationRequest;
import io.vacate.orchestrator.PreparedEvacuation;
import io.vacate.orchestrator.report.EvacuationReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
    @Mixin
    OneVmOptions one = new OneVmOptions();

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
            EvacuationRequest.Builder request = one.request(registry, model, console);
            run.apply(request);
            PreparedEvacuation prepared = evacuation.prepare(request.build());
            EvacuationReport report = evacuation.execute(prepared);
            model.learn(console, one.driver(), report.observations());
            return evacuation.conclude(prepared, report);
        }
    }
}
