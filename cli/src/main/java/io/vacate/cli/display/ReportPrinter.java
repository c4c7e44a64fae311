package io.vacate.cli.display;

import io.vacate.api.Host;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.VmLocation;
import io.vacate.orchestrator.PreparedEvacuation;
import io.vacate.orchestrator.inventory.StayingVm;
import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.orchestrator.report.MoveReport;
import io.vacate.orchestrator.report.NextStep;
import io.vacate.orchestrator.report.RunStatus;
import io.vacate.orchestrator.report.VmOutcome;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Says what became of a run. */
public final class ReportPrinter {
    private final PrintStream out;
    private final Style style;

    /** Makes a printer that writes to {@code out}. */
    public ReportPrinter(PrintStream out, Style style) {
        this.out = out;
        this.style = style;
    }

    /** Says where each VM is, what it took, and how good the estimate was. */
    public void print(EvacuationReport report, PreparedEvacuation prepared) {
        Map<HostUri, String> names =
                prepared.hosts().stream().collect(Collectors.toMap(Host::uri, prepared.names()::of));
        Table table = new Table("  ").row("VM", "result", "where", "took", "estimated", "downtime", "data", "rounds");
        report.moves().forEach(move -> row(table, move, names));
        if (!report.moves().isEmpty()) {
            table.print(out, style, true);
        }
        for (MoveReport move : report.moves()) {
            if (move.outcome() != VmOutcome.MOVED) {
                String line = "'%s': %s".formatted(move.vmName(), move.message());
                out.println(move.outcome() == VmOutcome.ENDED ? style.dim(line) : style.bad(line));
                if (!move.next().equals(NextStep.NOTHING)) {
                    out.println("  next: " + move.next());
                }
            }
        }
        report.problems().forEach(problem -> out.println(style.bad(problem)));
        new EstimatePrinter(out, style).staying(report.staying());
        out.println(verdict(
                report,
                prepared.request().sources().stream().map(prepared.names()::of).collect(Collectors.joining(", "))));
        comparison(report);
    }

    private static void row(Table table, MoveReport move, Map<HostUri, String> names) {
        table.row(
                move.vmName(),
                Texts.words(move.outcome()),
                where(move.location(), names),
                move.actual().map(Texts::time).orElse("-"),
                Texts.time(move.predicted()),
                move.statistics()
                        .flatMap(MigrationStatistics::downtime)
                        .map(Texts::time)
                        .orElse("-"),
                move.statistics()
                        .flatMap(MigrationStatistics::transferred)
                        .map(Object::toString)
                        .orElse("-"),
                move.statistics()
                        .map(statistics -> statistics.iterations().stream()
                                .mapToObj(String::valueOf)
                                .findFirst()
                                .orElse("-"))
                        .orElse("-"));
    }

    private static String where(VmLocation location, Map<HostUri, String> names) {
        return location instanceof VmLocation.OnHost at
                ? "%s, %s"
                        .formatted(
                                names.getOrDefault(at.host(), at.host().toString()),
                                Texts.words(at.status().state()))
                : location.toString();
    }

    private String verdict(EvacuationReport report, String sources) {
        if (report.status() == RunStatus.COMPLETE) {
            return report.moves().isEmpty()
                    ? style.good("Nothing to do: no VM runs on %s".formatted(sources))
                    : style.good("Done: %s moved%s".formatted(Texts.count(report.moved(), "VM"), ended(report)));
        }
        String how = Texts.words(report.status());
        return style.bad("%s%s: %d of %s moved%s"
                .formatted(
                        how.substring(0, 1).toUpperCase(Locale.ROOT),
                        how.substring(1),
                        report.moved(),
                        Texts.count(report.vmCount(), "VM"),
                        leftBehind(report)));
    }

    private static String leftBehind(EvacuationReport report) {
        long left = report.staying().stream().filter(StayingVm::isLeftBehind).count();
        return left == 0 ? "" : ", %d left behind".formatted(left);
    }

    private static String ended(EvacuationReport report) {
        int ended = report.vmCount() - report.moved();
        return ended == 0 ? "" : ", %d had ended by then".formatted(ended);
    }

    private void comparison(EvacuationReport report) {
        OptionalDouble error = report.errorPercent();
        if (error.isPresent()) {
            out.println("Estimated %s (p90 %s) · took %s · error %s"
                    .formatted(
                            Texts.time(report.plan().expected(report.plan().makespan())),
                            Texts.time(report.plan()
                                    .around(report.plan().makespan())
                                    .p90()),
                            Texts.time(report.elapsed()),
                            Texts.signedPercent(error.getAsDouble())));
        }
    }
}
