package io.vacate.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.Host;
import io.vacate.api.HostRegistry;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationMode;
import io.vacate.cli.display.Learned;
import io.vacate.cli.display.LearnedPrinter;
import io.vacate.cli.display.Prediction;
import io.vacate.cli.display.PredictionPrinter;
import io.vacate.cli.display.Style;
import io.vacate.cli.display.Table;
import io.vacate.cli.display.Texts;
import io.vacate.cli.json.JsonDocument;
import io.vacate.cli.json.LearnedJson;
import io.vacate.cli.json.PredictionJson;
import io.vacate.cli.state.UnwritableFileException;
import io.vacate.cli.terminal.Interrupts;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.RunObservations;
import io.vacate.model.profile.VmProfile;
import io.vacate.orchestrator.PreparedEvacuation;
import io.vacate.orchestrator.execute.VmMove;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Learns from a test VM that goes to and fro. For one use. */
final class TestLessons {
    private final CalibrateCommand command;
    private final HostUri source;
    private final HostUri destination;
    private final String vm;
    private final CalibrationTarget target;
    private final List<NamedMode> modes;
    private final int runs;

    /** Why what was learned could not be kept. */
    private Optional<String> unwritten = Optional.empty();

    TestLessons(CalibrateCommand command, HostUri source, HostUri destination, String vm, CalibrationTarget target) {
        this.command = command;
        this.source = source;
        this.destination = destination;
        this.vm = vm;
        this.target = target;
        modes = command.chosenModes();
        runs = command.checkedRuns();
    }

    int learn() throws InterruptedException, IOException {
        Calibration before = target.load();
        Evacuation evacuation = new Evacuation("calibrate", command.console, command.output, command.stop.limit());
        try (HostRegistry registry = AbstractCommand.registry()) {
            Host home = registry.open(source);
            Host away = registry.open(destination);
            Shuttle shuttle = new Shuttle(
                    evacuation,
                    command.output.display(command.console),
                    home,
                    away,
                    home.vm(vm).id(),
                    before);
            if (command.dryRun) {
                return plan(shuttle.prepare(modes.get(0)));
            }
            if (modes.stream().anyMatch(mode -> mode.mode() instanceof MigrationMode.PostCopy)) {
                command.console.err().println("vacate: warning: " + ModeOptions.POST_COPY_RISK);
            }
            shuttle.run(modes, runs);
            Calibration after = keep(before, shuttle);
            evacuation.release();
            unwritten.ifPresent(why -> command.console.err().println("vacate: " + why));
            int code = exitCode(shuttle, evacuation.signal());
            report(shuttle, new Learned(before, after), code);
            return code;
        }
    }

    private Calibration keep(Calibration before, Shuttle shuttle) throws IOException {
        List<RunObservations> seen = shuttle.observations();
        if (!command.keeps() || seen.isEmpty()) {
            return learned(before, seen);
        }
        List<VmProfile> vms = shuttle.legs().stream()
                .map(leg -> leg.report().moves().get(0).result().move().profile())
                .limit(1)
                .toList();
        try {
            return target.update(current -> learned(current, seen), vms, Optional.empty());
        } catch (UnwritableFileException failure) {
            unwritten = Optional.of(String.valueOf(failure.getMessage()));
            return learned(before, seen);
        }
    }

    private static Calibration learned(Calibration before, List<RunObservations> seen) {
        Calibration after = before;
        for (RunObservations run : seen) {
            after = after.updatedWith(run);
        }
        return after;
    }

    private int exitCode(Shuttle shuttle, Optional<Interrupts.Signal> signal) {
        if (signal.isPresent()) {
            return signal.get().exitCode();
        }
        boolean isWell = shuttle.problems().isEmpty() && shuttle.isHome();
        int code = unwritten.isPresent() ? ExitCode.OUTPUT : ExitCode.OK;
        return isWell ? code : ExitCode.INCOMPLETE;
    }

    /** Says which migrations would be made. */
    private int plan(PreparedEvacuation prepared) {
        VmMove move = prepared.moves().get(0);
        List<Prediction> predictions = modes.stream()
                .map(mode -> new Prediction(
                        move.profile(),
                        mode.name(),
                        Forecast.of(prepared, move, Optional.empty()).alone(move.profile(), mode),
                        ""))
                .toList();
        PrintStream out = command.console.out();
        if (command.output.json) {
            ObjectNode document = JsonDocument.object()
                    .put("command", "calibrate")
                    .put("status", "planned")
                    .put("migrations", 2 * runs * modes.size());
            PredictionJson.modes(document.putArray("modes"), predictions);
            out.println(JsonDocument.text(document.put("exit_code", ExitCode.OK)));
            return ExitCode.OK;
        }
        Duration whole = predictions.stream()
                .map(prediction -> prediction.estimate().totalTime().p50())
                .reduce(Duration.ZERO, Duration::plus)
                .multipliedBy(2L * runs);
        PredictionPrinter printer = new PredictionPrinter(out, style());
        printer.title("VM '%s' would go from %s to %s and back, %s in all, some %s"
                .formatted(
                        move.vm().name(),
                        move.planned().from(),
                        move.planned().to(),
                        Texts.count(2 * runs * modes.size(), "migration"),
                        Texts.time(whole)));
        printer.modes(predictions);
        out.println("Nothing was changed.");
        return ExitCode.OK;
    }

    private Style style() {
        return command.output.outputStyle(command.console);
    }

    private void report(Shuttle shuttle, Learned learned, int code) {
        PrintStream out = command.console.out();
        boolean written = command.keeps() && !shuttle.legs().isEmpty() && unwritten.isEmpty();
        if (command.output.json) {
            out.println(JsonDocument.text(document(shuttle, learned, written).put("exit_code", code)));
            return;
        }
        Table table = new Table("  ").row("mode", "from", "to", "result", "estimated", "took", "error");
        for (Leg leg : shuttle.legs()) {
            OptionalDouble error = leg.errorPercent();
            table.row(
                    leg.mode(),
                    leg.from(),
                    leg.to(),
                    leg.outcome().replace('_', ' '),
                    Texts.time(leg.predicted().p50()),
                    leg.actual().map(Texts::time).orElse("-"),
                    error.isPresent() ? Texts.signedPercent(error.getAsDouble()) : "-");
        }
        table.print(out, style(), true);
        new LearnedPrinter(out, style()).print(learned);
        shuttle.problems().forEach(problem -> out.println(style().bad(problem)));
        String place = "VM '%s' is %s".formatted(vm, shuttle.whereabouts());
        out.println(shuttle.isHome() ? style().good(place) : style().bad(place));
        out.println(written ? "Written to " + target.name() : "Nothing was written.");
    }

    private ObjectNode document(Shuttle shuttle, Learned learned, boolean written) {
        boolean isWell = shuttle.problems().isEmpty() && shuttle.isHome();
        ObjectNode document = JsonDocument.object()
                .put("command", "calibrate")
                .put("status", isWell ? "complete" : "incomplete")
                .put("migrations", (int)
                        shuttle.legs().stream().filter(Leg::hasMoved).count());
        ArrayNode moves = document.putArray("moves");
        for (Leg leg : shuttle.legs()) {
            ObjectNode node = moves.addObject()
                    .put("mode", leg.mode())
                    .put("from", leg.from())
                    .put("to", leg.to())
                    .put("outcome", leg.outcome())
                    .put("message", leg.message())
                    .put(
                            "predicted_seconds",
                            JsonDocument.seconds(leg.predicted().p50()))
                    .put(
                            "actual_seconds",
                            leg.actual().map(JsonDocument::seconds).orElse(null));
            leg.errorPercent().ifPresent(error -> node.put("error_percent", LearnedJson.tenths(error)));
        }
        LearnedJson.put(document, learned);
        ArrayNode problems = document.putArray("problems");
        shuttle.problems().forEach(problems::add);
        unwritten.ifPresent(problems::add);
        return document.put("is_back", shuttle.isHome())
                .put("location_detail", shuttle.whereabouts())
                .put("written", written ? target.name() : null);
    }
}
