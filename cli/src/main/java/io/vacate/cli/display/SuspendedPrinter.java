package io.vacate.cli.display;

import io.vacate.api.vm.SuspendedVm;
import java.io.PrintStream;
import java.util.List;

/** Shows VMs that wait in buffers. */
public final class SuspendedPrinter {
    private final PrintStream out;
    private final Style style;

    /** Makes a printer that writes to {@code out}. */
    public SuspendedPrinter(PrintStream out, Style style) {
        this.out = out;
        this.style = style;
    }

    /** Shows a line for each. */
    public void print(List<SuspendedVm> vms) {
        if (vms.isEmpty()) {
            out.println("No VM waits in a buffer.");
            return;
        }
        Table table = new Table("").row("VM", "size", "state", "at work", "since", "UUID", "host", "file");
        for (SuspendedVm vm : vms) {
            table.row(
                    vm.name(),
                    vm.size().toString(),
                    vm.whole() ? "whole" : "unfinished copy",
                    switch (vm.activity()) {
                        case UNDER_WAY -> "yes";
                        case INTERRUPTED -> "no, interrupted";
                        case UNKNOWN -> "unknown";
                    },
                    vm.since().toString(),
                    vm.id().toString(),
                    vm.host().toString(),
                    vm.file());
        }
        table.print(out, style, true);
    }
}
