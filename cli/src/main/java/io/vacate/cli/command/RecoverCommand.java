package io.vacate.cli.command;

import io.vacate.api.Host;
import io.vacate.api.HostRegistry;
import io.vacate.api.VM;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.VmId;
import io.vacate.cli.json.JsonDocument;
import io.vacate.cli.json.OutcomeJson;
import io.vacate.cli.terminal.Console;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vacate recover}. */
@Command(
        name = "recover",
        header = "Take up a post-copy migration that broke.",
        description = {
            "",
            "When the link breaks during a post-copy, the VM's memory is in two places: paused at its source, and at its"
                    + " destination. While both halves are there and the link is back, this lets the rest follow. Do not"
                    + " destroy either half before.",
            "",
            "There is no way back in a post-copy: Ctrl-C leaves this command, and the hosts go on.",
            ""
        })
final class RecoverCommand extends AbstractCommand {
    @Mixin
    OneVmOptions one = new OneVmOptions();

    @Option(
            names = "--post-copy-bandwidth",
            paramLabel = "RATE",
            converter = Quantities.Rate.class,
            description = "Most that it may take, such as 50MiB/s; otherwise all there is.")
    @Nullable
    DataRate bandwidth;

    RecoverCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        MigrationRequest.Builder request = MigrationRequest.builder();
        Optional.ofNullable(bandwidth).ifPresent(request::postCopyBandwidth);
        Interruption interruption = Interruption.listen(console, output.json);
        try (HostRegistry registry = registry()) {
            VM vm = one.find(one.source(registry));
            Host destination = one.destination(registry);
            interruption.leaveWith(
                    "left; the hosts go on, so look where VM '%s' ends up: vacate hosts URI...".formatted(vm.name()));
            MigrationJob job = vm.recoverPostCopy(destination, request.build());
            output.display(console)
                    .say("'%s': the rest of its memory follows to %s"
                            .formatted(vm.name(), destination.info().name()));
            MigrationOutcome outcome = job.completion().toCompletableFuture().join();
            interruption.release();
            VmLocation location = location(vm.id(), destination, outcome);
            boolean isWhole = outcome instanceof MigrationOutcome.Completed;
            int code = isWhole && location instanceof VmLocation.OnHost ? ExitCode.OK : ExitCode.INCOMPLETE;
            if (output.json) {
                console.out()
                        .println(JsonDocument.text(OutcomeJson.document("recover", vm, outcome, location)
                                .put("exit_code", code)));
            } else {
                console.out().println(text(vm, outcome, location));
            }
            return code;
        }
    }

    /** Returns where the VM is; one that is whole is asked for at its destination, where it may have been paused meanwhile. */
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

    private static String text(VM vm, MigrationOutcome outcome, VmLocation location) {
        if (outcome instanceof MigrationOutcome.Failed failed) {
            return "VM '%s' was not recovered: %s; it is %s"
                    .formatted(vm.name(), failed.cause().getMessage(), location);
        }
        return outcome instanceof MigrationOutcome.Cancelled
                ? "VM '%s' was not recovered: cancelled; it is %s".formatted(vm.name(), location)
                : "VM '%s' is whole, and %s.".formatted(vm.name(), location);
    }
}
