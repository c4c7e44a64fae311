package io.vacate.cli.command;

import io.vacate.api.Host;
import io.vacate.api.HostRegistry;
import io.vacate.api.VM;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.cli.terminal.Console;
import io.vacate.orchestrator.EvacuationRequest;
import io.vacate.orchestrator.report.NextStep;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One VM, where it is and where it goes: what commands on one VM are about. */
final class OneVmOptions {
    @Parameters(paramLabel = "VM", description = "Name or UUID of a VM.")
    String vm = "";

    /** Lists only so that a second URI is refused, not silently taken instead. */
    @Option(names = "--from", paramLabel = "HOST", required = true, description = "The host that it runs on.")
    List<HostNames.Choice> from = List.of();

    @Option(names = "--to", paramLabel = "HOST", required = true, description = "The host that it goes to.")
    List<HostNames.Choice> to = List.of();

    /** Opens both hosts, finds the VM, and returns the request to move just that one with what was learned so far. */
    EvacuationRequest.Builder request(HostRegistry registry, ModelOptions model, Console console) {
        Host source = source(registry);
        Host destination = destination(registry);
        EvacuationRequest.Builder request = EvacuationRequest.builder(List.of(source), List.of(destination))
                .vm(find(source).id())
                .calibration(model.load(console, driver()));
        model.apply(request);
        return request;
    }

    /**
     * Finds the VM on its host.
     *
     * @throws VmStateException if all that the host has of it is its state in a buffer
     */
    VM find(Host source) {
        try {
            return source.vm(vm);
        } catch (UnknownVmException unknown) {
            SuspendedVm state = source.suspendedVms().stream()
                    .filter(waiting ->
                            waiting.name().equals(vm) || waiting.id().toString().equalsIgnoreCase(vm))
                    .findFirst()
                    .orElseThrow(() -> unknown);
            throw new VmStateException(NextStep.suspended(state));
        }
    }

    /** Opens the host that the VM is on. */
    Host source(HostRegistry registry) {
        return registry.open(HostNames.Choice.single("--from", from));
    }

    /** Opens the host that the VM goes to. */
    Host destination(HostRegistry registry) {
        return registry.open(HostNames.Choice.single("--to", to));
    }

    /** Returns the name of the driver of both hosts. */
    String driver() {
        return HostNames.Choice.single("--from", from).driver();
    }
}
