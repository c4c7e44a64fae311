package io.vacate.cli.display;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.preflight.Finding;
import io.vacate.api.preflight.Preflight;
import java.io.PrintStream;

/** Shows what was found before a migration. */
public final class PreflightPrinter {
    private final PrintStream out;
    private final Style style;

    /** Makes a printer that writes to {@code out}. */
    public PreflightPrinter(PrintStream out, Style style) {
        this.out = out;
        this.style = style;
    }

    /** Shows a line for each finding, and what follows from them. */
    public void print(VM vm, Host destination, MigrationRequest request, Preflight found) {
        Table table = new Table("").row("finding", "about", "what");
        for (Finding finding : found.findings()) {
            table.row(Texts.words(finding.severity()), finding.check().word(), finding.message());
        }
        if (!found.findings().isEmpty()) {
            table.print(out, style, true);
            out.println();
        }
        int refusals = found.refusals(request.forced()).size();
        String way = "from %s to %s"
                .formatted(vm.host().info().name(), destination.info().name());
        out.println(
                refusals == 0
                        ? "VM '%s' can migrate %s.".formatted(vm.name(), way)
                        : "VM '%s' cannot migrate %s, for %s."
                                .formatted(vm.name(), way, refusals == 1 ? "one reason" : refusals + " reasons"));
    }
}
