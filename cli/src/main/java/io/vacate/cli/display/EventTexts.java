package io.vacate.cli.display;

import io.vacate.api.Host;
import io.vacate.orchestrator.execute.MoveResult;
import io.vacate.orchestrator.execute.RunEvent;
import java.time.Duration;

/** Events of a run as sentences. */
final class EventTexts {
    private EventTexts() {}

    static String of(RunEvent event) {
        String vm = "'%s'".formatted(event.move().vm().name());
        if (event instanceof RunEvent.Started started) {
            String again = started.attempt() > 1 ? ", attempt " + started.attempt() : "";
            return "%s: migrating to %s%s".formatted(vm, name(started.destination()), again);
        }
        if (event instanceof RunEvent.Retrying retrying) {
            return "%s: %s; trying again in %s".formatted(vm, retrying.why(), Texts.time(retrying.delay()));
        }
        if (event instanceof RunEvent.Trouble trouble) {
            return "%s: %s".formatted(vm, trouble.what());
        }
        return event instanceof RunEvent.Ended ended ? "%s: %s".formatted(vm, of(ended.result())) : vm;
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
