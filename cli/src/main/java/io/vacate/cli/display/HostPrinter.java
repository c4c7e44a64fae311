package io.vacate.cli.display;

import io.vacate.api.host.HostInfo;
import io.vacate.api.vm.VmStats;
import io.vacate.orchestrator.inventory.HostInventory;
import java.io.PrintStream;
import java.util.List;

/** Shows hosts and their VMs. */
public final class HostPrinter {
    private final PrintStream out;
    private final Style style;

    /** Makes a printer that writes to {@code out}. */
    public HostPrinter(PrintStream out, Style style) {
        this.out = out;
        this.style = style;
    }

    /** Shows a line for each host, and below it one for each of its VMs. */
    public void print(List<HostInventory> hosts) {
        Table table = new Table("").row("host", "hypervisor", "CPU", "memory", "free", "VMs", "URI");
        for (HostInventory host : hosts) {
            HostInfo info = host.host().info();
            table.row(
                    info.name(),
                    info.hypervisor().toString(),
                    "%d × %s".formatted(info.cpu().threads(), cpu(info)),
                    host.memory().total().toString(),
                    host.memory().free().toString(),
                    "%d active of %d".formatted(host.active().size(), host.vms().size()),
                    host.host().uri().toString());
        }
        table.print(out, style, true);
        for (HostInventory host : hosts) {
            if (!host.vms().isEmpty()) {
                out.println();
                vms(host);
            }
        }
    }

    private static String cpu(HostInfo info) {
        return info.cpu().model().isEmpty()
                ? info.cpu().architecture()
                : info.cpu().model();
    }

    private void vms(HostInventory host) {
        Table table =
                new Table("  ").row("VM on " + host.host().info().name(), "state", "vCPUs", "memory", "in use", "UUID");
        for (VmStats vm : host.vms()) {
            table.row(
                    vm.summary().name(),
                    vm.summary().status().toString(),
                    String.valueOf(vm.vcpus()),
                    vm.memory().toString(),
                    vm.residentMemory().map(Object::toString).orElse("-"),
                    vm.summary().id().toString());
        }
        table.print(out, style, true);
    }
}
