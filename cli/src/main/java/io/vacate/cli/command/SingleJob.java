package io.vacate.cli.command;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.vm.VmId;
import io.vacate.cli.json.JsonDocument;
import io.vacate.cli.json.OutcomeJson;
import io.vacate.cli.terminal.Console;
import java.util.function.Supplier;

/** One migration of one VM of which nothing is predicted: it is begun, waited for, and told about. */
final class SingleJob {
    private final String command;
    private final Console console;
    private final OutputOptions output;
    private final VM vm;
    private final Host destination;

    SingleJob(String command, Console console, OutputOptions output, VM vm, Host destination) {
        this.command = command;
        this.console = console;
        this.output = output;
        this.vm = vm;
        this.destination = destination;
    }

    /**
     * What people are told.
     *
     * @param begun once it has begun
     * @param succeeded what became of the VM, such as "is whole"
     * @param failed what did not, such as "was not recovered"
     */
    record Wording(String begun, String succeeded, String failed) {}

    /** Runs it, and returns the exit code. A signal leaves the hosts alone with it. */
    int run(Interruption interruption, Supplier<MigrationJob> start, Wording wording) {
        interruption.leaveWith(
                "left; the hosts go on, so look where VM '%s' ends up: vacate hosts URI...".formatted(vm.name()));
        MigrationJob job = start.get();
        output.display(console).say(wording.begun());
        MigrationOutcome outcome = job.completion().toCompletableFuture().join();
        interruption.release();
        VmLocation location = location(vm.id(), destination, outcome);
        boolean isThere = outcome instanceof MigrationOutcome.Completed && location instanceof VmLocation.OnHost;
        int code = isThere ? ExitCode.OK : ExitCode.INCOMPLETE;
        console.out()
                .println(
                        output.json
                                ? JsonDocument.text(OutcomeJson.document(command, vm, outcome, location)
                                        .put("exit_code", code))
                                : text(outcome, location, wording));
        return code;
    }

    /** Returns where the VM is; one that has arrived is asked for at its destination, where it may have been paused meanwhile. */
    private static VmLocation location(VmId vm, Host destination, MigrationOutcome outcome) {
        if (outcome instanceof MigrationOutcome.Failed failed) {
            return failed.location();
        }
        if (outcome instanceof MigrationOutcome.Cancelled cancelled) {
            return cancelled.location();
        }
        try {
            return new VmLocation.OnHost(
                    destination.uri(), destination.vm(vm.toString()).status());
        } catch (HypervisorException silent) {
            return new VmLocation.Unknown("it was whole on %s, which then said: %s; do not start it anew"
                    .formatted(destination.uri(), silent.getMessage()));
        }
    }

    private String text(MigrationOutcome outcome, VmLocation location, Wording wording) {
        if (outcome instanceof MigrationOutcome.Failed failed) {
            return "VM '%s' %s: %s; it is %s"
                    .formatted(vm.name(), wording.failed(), failed.cause().getMessage(), location);
        }
        return outcome instanceof MigrationOutcome.Cancelled
                ? "VM '%s' %s: cancelled; it is %s".formatted(vm.name(), wording.failed(), location)
                : "VM '%s' %s %s.".formatted(vm.name(), wording.succeeded(), location);
    }
}
