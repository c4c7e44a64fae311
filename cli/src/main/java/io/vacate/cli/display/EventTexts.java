package io.vacate.cli.display;

import io.vacate.api.Host;
import io.vacate.model.live.Verdict;
import io.vacate.orchestrator.execute.MoveResult;
import io.vacate.orchestrator.execute.RunEvent;
import java.time.Duration;
import java.util.stream.Collectors;

/** Events of a run as sentences. */
final class EventTexts {
    /** More than this nobody reads in one line; the quickest come first. */
    private static final int MOST_ADVICE = 3;

    private EventTexts() {}

    static String of(RunEvent event) {
        String vm = "'%s'".formatted(event.step().subject());
        if (event instanceof RunEvent.Switching switching) {
            return "%s: switching it %s".formatted(vm, switching.step().isBoot() ? "on" : "off");
        }
        if (event instanceof RunEvent.Switched switched) {
            String what = switched.step().isBoot() ? "on, and answers" : "off";
            return "%s: %s"
                    .formatted(
                            vm,
                            switched.failure()
                                    .map(why -> "not switched: " + why)
                                    .orElse(what));
        }
        if (event instanceof RunEvent.Started started) {
            String again = started.attempt() > 1 ? ", attempt " + started.attempt() : "";
            return "%s: migrating to %s%s".formatted(vm, name(started.destination()), again);
        }
        if (event instanceof RunEvent.Suspended) {
            return "%s: suspended, waits until there is room for it".formatted(vm);
        }
        if (event instanceof RunEvent.Retrying retrying) {
            return "%s: %s; trying again in %s".formatted(vm, retrying.why(), Texts.time(retrying.delay()));
        }
        if (event instanceof RunEvent.Trouble trouble) {
            return "%s: %s".formatted(vm, trouble.what());
        }
        if (event instanceof RunEvent.NotConverging warning) {
            return "%s: %s; what helps: %s".formatted(vm, warning.verdict().explain(), advice(warning.verdict()));
        }
        if (event instanceof RunEvent.ConvergesAfterAll good) {
            return "%s: converges after all, about %s left".formatted(vm, Texts.time(good.remaining()));
        }
        return event instanceof RunEvent.Ended ended ? "%s: %s".formatted(vm, of(ended.result())) : vm;
    }

    private static String advice(Verdict.DoesNotConverge verdict) {
        return verdict.advice().stream()
                .limit(MOST_ADVICE)
                .map(way -> "%s (ends after %s, paused for %s)"
                        .formatted(
                                way.text(),
                                Texts.time(way.price().totalTime()),
                                Texts.time(way.price().downtime())))
                .collect(Collectors.joining(", or "));
    }

    private static String of(MoveResult result) {
        if (result instanceof MoveResult.Moved moved) {
            Duration time = Duration.between(moved.started(), moved.ended());
            String downtime = moved.statistics()
                    .downtime()
                    .map(pause -> ", paused for " + Texts.time(pause))
                    .orElse("");
            return "on %s after %s%s".formatted(name(moved.destination()), Texts.time(time), downtime);
        }
        return result instanceof MoveResult.NotMoved notMoved
                ? "not moved: %s (%s)".formatted(notMoved.message(), notMoved.location())
                : "";
    }

    static String name(Host host) {
        return host.info().name();
    }
}
