package io.vacate.cli.command;

import io.vacate.api.Host;
import io.vacate.api.HostRegistry;
import io.vacate.api.VM;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataRate;
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
            SingleJob.Wording wording = new SingleJob.Wording(
                    "'%s': the rest of its memory follows to %s"
                            .formatted(vm.name(), destination.info().name()),
                    "is whole, and",
                    "was not recovered");
            return new SingleJob("recover", console, output, vm, destination)
                    .run(interruption, () -> vm.recoverPostCopy(destination, request.build()), wording);
        }
    }
}
