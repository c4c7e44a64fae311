package io.vacate.orchestrator.execute;

import io.vacate.model.live.LiveEstimate.TimeInterval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells each migration under way which others send over its links, and until when: those under way by their own forecasts,
 * those that wait by the plan. Belongs to the control executor.
 */
final class SharedLinks {
    private final Map<String, Duration> ends = new HashMap<>();
    private final Map<MoveRun, TimeInterval> sending = new HashMap<>();

    private SharedLinks(Collection<MoveRun> runs) {
        // Predecessors come before those that wait for them.
        runs.forEach(run -> interval(run).ifPresent(when -> {
            sending.put(run, when);
            ends.put(run.move().id(), when.high());
        }));
    }

    static void tell(Collection<MoveRun> runs) {
        SharedLinks links = new SharedLinks(runs);
        for (MoveRun run : links.sending.keySet()) {
            run.forecast().ifPresent(forecast -> forecast.others(links.others(run)));
        }
    }

    private Optional<TimeInterval> interval(MoveRun run) {
        if (run.isDone()) {
            return Optional.empty();
        }
        if (run.forecast().isPresent() && !run.isHeld()) {
            return run.forecast().map(JobForecast::sending);
        }
        Duration ready = run.move().predecessors().stream()
                .map(before -> ends.getOrDefault(before, Duration.ZERO))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        return Optional.of(new TimeInterval(ready, ready.plus(run.expected())));
    }

    private List<TimeInterval> others(MoveRun run) {
        List<TimeInterval> others = new ArrayList<>();
        sending.forEach((other, when) -> {
            boolean shares =
                    other.move().source().uri().equals(run.move().source().uri())
                            || other.destination()
                                    .uri()
                                    .equals(run.destination().uri());
            if (other != run && shares) {
                others.add(when);
            }
        });
        return others;
    }
}
