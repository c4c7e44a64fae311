package io.vacate.cli.command;

import io.vacate.api.Host;
import io.vacate.api.HostRegistry;
import io.vacate.api.VM;
import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationMode;
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
            "",
            "A VM that somebody paused arrives paused. Of one that is off, --mode offline moves the definition; its disks stay"
                    + " where they are.",
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
        MigrationRequest asked = how.build();
        Evacuation evacuation = new Evacuation("migrate", console, output, run.stop.limit());
        try (HostRegistry registry = registry()) {
            Host source = one.source(registry);
            Host destination = one.destination(registry);
            VM vm = one.find(source);
            if (standsStill(vm, asked.mode())) {
                return moveStanding(evacuation, vm, destination, asked);
            }
            EvacuationRequest.Builder request = one.request(vm, destination, model, console);
            run.apply(request.migration(asked));
            PreparedEvacuation prepared = evacuation.prepare(request.build());
            migration.warn(console);
            EvacuationReport report = evacuation.execute(prepared);
            model.learn(console, one.driver(), report.observations());
            return evacuation.conclude(prepared, report);
        }
    }

    /** Of a VM that writes nothing there is nothing to watch or to predict. */
    private static boolean standsStill(VM vm, MigrationMode mode) {
        return mode instanceof MigrationMode.Offline
                || (mode.movesPaused()
                        && vm.host().capabilities().contains(Capability.PAUSED_MIGRATION)
                        && vm.status().isPausedByUser());
    }

    private static int moveStanding(Evacuation evacuation, VM vm, Host destination, MigrationRequest request) {
        boolean offline = request.mode() instanceof MigrationMode.Offline;
        SingleJob.Wording wording = new SingleJob.Wording(
                "'%s' is %s, and moves to %s"
                        .formatted(
                                vm.name(),
                                offline ? "off" : "paused",
                                destination.info().name()),
                "is",
                "was not moved");
        return evacuation.single(vm, destination, () -> vm.migrateTo(destination, request), wording);
    }
}
