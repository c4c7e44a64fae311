package io.vacate.cli.command;

import io.vacate.api.HostRegistry;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.cli.terminal.Console;
import io.vacate.orchestrator.EvacuationRequest;
import io.vacate.orchestrator.PreparedEvacuation;
import io.vacate.orchestrator.report.EvacuationReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vacate migrate}. */
@Command(
        name = "migrate",
        header = "Migrate a VM.",
        description = {
            "",
            "Says how long it takes, migrates the VM while it runs unless --mode says otherwise, and asks both hosts afterwards"
                    + " where it is. Ctrl-C stops the migration; the VM then runs on where it was, save in a post-copy once the"
                    + " VM has changed hosts.",
            ""
        })
final class MigrateCommand extends AbstractCommand {
    @Mixin
    OneVmOptions one = new OneVmOptions();

    @Mixin
    ModelOptions model = new ModelOptions();

    @Mixin
    MigrationOptions migration = new MigrationOptions();

    @Mixin
    DestinationOptions there = new DestinationOptions();

    @Mixin
    RunOptions run = new RunOptions();

    MigrateCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() throws InterruptedException {
        MigrationRequest.Builder how = migration.request();
        there.apply(how);
        Evacuation evacuation = new Evacuation("migrate", console, output, run.stop.limit());
        try (HostRegistry registry = registry()) {
            EvacuationRequest.Builder request = one.request(registry, model, console);
            run.apply(request.migration(how.build()));
            PreparedEvacuation prepared = evacuation.prepare(request.build());
            migration.warn(console);
            EvacuationReport report = evacuation.execute(prepared);
            model.learn(console, one.driver(), report.observations());
            return evacuation.conclude(prepared, report);
        }
    }
}
