package io.vacate.cli.command;

import io.vacate.api.Host;
import io.vacate.api.HostRegistry;
import io.vacate.api.VM;
import io.vacate.api.error.VmStateException;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.VmId;
import io.vacate.cli.json.JsonDocument;
import io.vacate.cli.json.SuspendedJson;
import io.vacate.cli.terminal.Console;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vacate resume}. */
@Command(
        name = "resume",
        header = "Resume a VM that waits in a buffer.",
        description = {
            "",
            "Ends a suspend-copy-resume that was interrupted: both hosts are asked, the VM runs on at exactly one of them (its"
                    + " source, unless it runs at its destination already), and no buffer of it is left. If one host does not"
                    + " answer nothing is done, as the VM may run there.",
            ""
        })
final class ResumeCommand extends AbstractCommand {
    @Mixin
    OneVmOptions one = new OneVmOptions();

    ResumeCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        Interruption interruption = Interruption.listen(console, output.json);
        try (HostRegistry registry = registry()) {
            Host source = one.source(registry);
            Host destination = one.destination(registry);
            VmId id = find(source, destination);
            interruption.guard(Resumption::new);
            VM vm = source.resumeSuspended(id, destination);
            interruption.release();
            if (output.json) {
                console.out()
                        .println(JsonDocument.text(SuspendedJson.resumed(vm).put("exit_code", ExitCode.OK)));
            } else {
                console.out()
                        .println("VM '%s' is on %s, %s; no buffer of it is left."
                                .formatted(vm.name(), vm.host().info().name(), vm.status()));
            }
            return ExitCode.OK;
        }
    }

    /** It is not stopped half way; who leaves all the same can do it again. */
    private final class Resumption implements Interruption.Work {
        @Override
        public void requestStop() {
            // Half a resumption helps nobody.
        }

        @Override
        public List<String> stopping() {
            return List.of("Waiting until VM '%s' is resumed (once more to quit at once)".formatted(one.vm));
        }

        @Override
        public List<String> leftBehind() {
            return List.of("left before VM '%s' was resumed; do it again".formatted(one.vm));
        }
    }

    private VmId find(Host source, Host destination) {
        List<SuspendedVm> waiting = Stream.of(source, destination)
                .flatMap(host -> host.suspendedVms().stream())
                .toList();
        return waiting.stream()
                .filter(found ->
                        found.name().equals(one.vm) || found.id().toString().equalsIgnoreCase(one.vm))
                .map(SuspendedVm::id)
                .findFirst()
                .orElseThrow(() -> new VmStateException(
                        "No suspended VM '%s' waits on %s or %s; see: vacate suspended URI..., vacate hosts URI..."
                                .formatted(one.vm, source.uri(), destination.uri())));
    }
}
