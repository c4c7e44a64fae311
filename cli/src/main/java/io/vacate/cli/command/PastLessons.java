package io.vacate.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.unit.DataRate;
import io.vacate.cli.display.Learned;
import io.vacate.cli.display.LearnedPrinter;
import io.vacate.cli.display.Texts;
import io.vacate.cli.history.PastMigrations;
import io.vacate.cli.json.JsonDocument;
import io.vacate.cli.json.LearnedJson;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.orchestrator.network.NetworkKnowledge;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Learns from a file of past migrations. For one use. */
final class PastLessons {
    private final CalibrateCommand command;
    private final Path file;
    private final CalibrationTarget target;

    PastLessons(CalibrateCommand command, Path file, CalibrationTarget target) {
        this.command = command;
        this.file = file;
        this.target = target;
    }

    int learn() throws IOException {
        PastMigrations past = PastMigrations.read(file);
        if (past.size() == 0) {
            throw new IllegalArgumentException("%s: nothing can be learned from any row: %s"
                    .formatted(file, past.leftOut().keySet()));
        }
        DataRate otherwise = Optional.ofNullable(command.model.link).orElse(NetworkKnowledge.PRIOR_SPEED);
        NetworkProfile network = past.network(otherwise);
        Calibration before = target.load();
        Calibration after = command.keeps()
                ? target.update(current -> past.learn(current, network), past.vms(), Optional.of(network))
                : past.learn(before, network);
        report(past, new Learned(before, after), past.doubts(command.model.link != null));
        return ExitCode.OK;
    }

    private void report(PastMigrations past, Learned learned, List<String> doubts) {
        PrintStream out = command.console.out();
        if (command.output.json) {
            out.println(JsonDocument.text(document(past, learned, doubts)));
            return;
        }
        out.println("%s between %s".formatted(Texts.count(past.size(), "migration"), String.join(", ", past.hosts())));
        past.leftOut()
                .forEach(
                        (reason, count) -> out.println("%s left out: %s".formatted(Texts.count(count, "row"), reason)));
        new LearnedPrinter(out, command.output.outputStyle(command.console)).print(learned);
        doubts.forEach(out::println);
        out.println(command.keeps() ? "Written to " + target.name() : "Nothing was written.");
    }

    private ObjectNode document(PastMigrations past, Learned learned, List<String> doubts) {
        ObjectNode document = JsonDocument.object()
                .put("command", "calibrate")
                .put("status", command.keeps() ? "complete" : "planned")
                .put("migrations", past.size());
        ArrayNode leftOut = document.putArray("left_out");
        past.leftOut()
                .forEach((reason, count) ->
                        leftOut.addObject().put("reason", reason).put("rows", count));
        LearnedJson.put(document, learned);
        ArrayNode array = document.putArray("problems");
        doubts.forEach(array::add);
        return document.put("written", command.keeps() ? target.name() : null).put("exit_code", ExitCode.OK);
    }
}
