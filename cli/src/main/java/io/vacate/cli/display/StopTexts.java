package io.vacate.cli.display;

import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.VmLocation;
import io.vacate.orchestrator.progress.MoveProgress;
import io.vacate.orchestrator.progress.RunProgress;
import io.vacate.orchestrator.progress.Stage;
import io.vacate.orchestrator.report.NextStep;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What a run that is being stopped waits for, and what would be left where if nobody waited, as sentences. */
public final class StopTexts {
    /** More than this nobody reads in one line; those that take longest come first. */
    private static final int MAX_NAMED = 4;

    private StopTexts() {}

    /** Returns what a run that was asked to stop still waits for, and for how long at most, by estimate. */
    public static String waitingFor(RunProgress progress) {
        List<MoveProgress> underWay = progress.moves().stream()
                .filter(move -> isUnderWay(move.stage()))
                .sorted(Comparator.comparing(MoveProgress::remaining).reversed())
                .toList();
        if (underWay.isEmpty()) {
            return "Waiting for the hosts to say where each VM is";
        }
        String named =
                underWay.stream().limit(MAX_NAMED).map(StopTexts::waitingFor).collect(Collectors.joining(", "));
        int others = underWay.size() - MAX_NAMED;
        return "Waiting for %s, about %s at most by estimate: %s%s"
                .formatted(
                        Texts.count(underWay.size(), "migration"),
                        Texts.countdown(underWay.get(0).remaining()),
                        named,
                        others > 0 ? " and %d more".formatted(others) : "");
    }

    private static String waitingFor(MoveProgress move) {
        return "'%s' (%s, at most %s)".formatted(move.move().vm().name(), why(move), Texts.countdown(move.remaining()));
    }

    private static String why(MoveProgress move) {
        MigrationMode mode = move.move().request().mode();
        if (!move.move().source().capabilities().contains(Capability.CANCEL)) {
            return "cannot be cancelled";
        }
        if (move.stage() == Stage.SWITCHING_OVER) {
            return "switching over";
        }
        if (mode instanceof MigrationMode.SuspendCopyResume) {
            return "suspended, to be resumed";
        }
        return mode instanceof MigrationMode.PostCopy ? "must end once it is in post-copy" : "asked to stop";
    }

    /** Returns where a VM is left, as far as is known, if nobody waits for its migration any longer. */
    public static String leftBehind(MoveProgress move) {
        String name = "'%s'".formatted(move.move().vm().name());
        String source = move.move().source().uri().toString();
        String destination = move.destination().uri().toString();
        return switch (move.stage()) {
            case WAITING -> "%s: on %s".formatted(name, source);
            case NOT_MOVED ->
                "%s: %s"
                        .formatted(
                                name, move.location().map(VmLocation::toString).orElse("on " + source));
            case MOVED -> "%s: on %s".formatted(name, destination);
            case PREPARING, SUSPENDED, COPYING, SWITCHING_OVER ->
                "%s: still on its way from %s to %s (%s); %s"
                        .formatted(name, source, destination, Texts.words(move.stage()), risk(move));
        };
    }

    private static String risk(MoveProgress move) {
        String name = move.move().vm().name();
        String source = move.move().source().uri().toString();
        String destination = move.destination().uri().toString();
        MigrationMode mode = move.move().request().mode();
        if (mode instanceof MigrationMode.SuspendCopyResume) {
            return "it is left suspended. Do not start it; look with: vacate suspended %s %s; and let it run on with: %s"
                    .formatted(
                            NextStep.shellWord(source),
                            NextStep.shellWord(destination),
                            NextStep.resume(name, source, destination));
        }
        return mode instanceof MigrationMode.PostCopy
                ? "it may end up at either. If it is paused at both, destroy neither, and use: vacate recover %s --from %s --to %s"
                        .formatted(
                                NextStep.shellWord(name), NextStep.shellWord(source), NextStep.shellWord(destination))
                : "it may end up at either";
    }

    /** Returns what to type to see where the VMs of a run are. */
    public static String lookCommand(RunProgress progress) {
        return progress.moves().stream()
                .flatMap(move ->
                        List.of(
                                move.move().source().uri().toString(),
                                move.destination().uri().toString())
                                .stream())
                .distinct()
                .map(NextStep::shellWord)
                .collect(Collectors.joining(" ", "vacate hosts ", ""));
    }

    private static boolean isUnderWay(Stage stage) {
        return stage == Stage.PREPARING
                || stage == Stage.SUSPENDED
                || stage == Stage.COPYING
                || stage == Stage.SWITCHING_OVER;
    }
}
