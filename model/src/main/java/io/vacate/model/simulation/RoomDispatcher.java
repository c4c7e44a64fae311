package io.vacate.model.simulation;

import io.vacate.api.unit.DataSize;
import io.vacate.model.estimate.StartOrder;
import io.vacate.model.profile.Link;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Starts jobs in their order as links and destinations have room; see {@link StartOrder#whenRoom}. */
final class RoomDispatcher implements Dispatcher {
    /** Rates that fill a link but for rounding may be a little above it together. */
    private static final double ROUNDING = 1.001;

    private final CompiledJobs jobs;
    private final Map<String, DataSize> memory;
    private final List<Integer> waiting = new ArrayList<>();
    private final Map<String, Double> load = new HashMap<>();
    private final Map<String, Long> held = new HashMap<>();
    private int running;

    RoomDispatcher(CompiledJobs jobs, Map<String, DataSize> memory) {
        this.jobs = jobs;
        this.memory = memory;
        for (int job = 0; job < jobs.size(); job++) {
            waiting.add(job);
            Script script = jobs.scripts[job];
            hold(script.path().from(), script.vm().memory().bytes());
        }
    }

    @Override
    public void begin(Starter starter) {
        startWhatFits(starter);
    }

    @Override
    public void ended(int job, Starter starter) {
        Script script = jobs.scripts[job];
        running--;
        add(script, -script.rateAlone(Step.Flow.PATH));
        hold(script.path().from(), -script.vm().memory().bytes());
        startWhatFits(starter);
    }

    private void startWhatFits(Starter starter) {
        Set<String> awaited = new HashSet<>();
        Iterator<Integer> each = waiting.iterator();
        while (each.hasNext()) {
            int job = each.next();
            Script script = jobs.scripts[job];
            if (fits(script, awaited)) {
                each.remove();
                begin(job, starter);
            } else {
                script.path().links().forEach(link -> awaited.add(link.name()));
            }
        }
        if (running == 0 && !waiting.isEmpty()) {
            begin(waiting.remove(0), starter);
        }
    }

    private void begin(int job, Starter starter) {
        Script script = jobs.scripts[job];
        running++;
        add(script, script.rateAlone(Step.Flow.PATH));
        hold(script.path().to(), script.vm().memory().bytes());
        starter.start(job);
    }

    private boolean fits(Script script, Set<String> awaited) {
        double rate = script.rateAlone(Step.Flow.PATH);
        for (Link link : script.path().links()) {
            double together = load.getOrDefault(link.name(), 0.0) + rate;
            if (awaited.contains(link.name())
                    || together > ROUNDING * link.capacity().bytesPerSecond()) {
                return false;
            }
        }
        String to = script.path().to();
        DataSize room = memory.get(to);
        return room == null || held.getOrDefault(to, 0L) + script.vm().memory().bytes() <= room.bytes();
    }

    private void add(Script script, double rate) {
        script.path().links().forEach(link -> load.merge(link.name(), rate, Double::sum));
    }

    private void hold(String host, long bytes) {
        held.merge(host, bytes, Long::sum);
    }

    @Override
    public String whyNot(int job) {
        return "it waits for room";
    }
}
