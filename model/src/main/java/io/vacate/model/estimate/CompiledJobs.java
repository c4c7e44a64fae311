package io.vacate.model.estimate;

import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.Link;
import io.vacate.model.profile.VmProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Jobs, links and costs as arrays in bytes and seconds: what a simulation reads and never writes. */
final class CompiledJobs {
    final int jobs;
    final int links;
    final double setUp;
    final double finish;
    final double switchOver;
    /** By job: bytes of the first round, and most that all rounds may send. */
    final double[] first;

    final double[] budget;
    /** By job: downtime limit in seconds. */
    final double[] limit;
    /** By job: most that it takes in B/s, be it alone or not. */
    final double[] cap;

    final VmProfile[] vm;
    /** By job: its links' numbers. */
    final int[][] path;
    /** By link: B/s. */
    final double[] capacity;

    CompiledJobs(FixedCosts costs, List<SimulatedJob> list) {
        jobs = list.size();
        switchOver = Seconds.of(costs.switchOver());
        setUp = Seconds.of(costs.setUp());
        finish = switchOver + Seconds.of(costs.cleanUp());
        first = new double[jobs];
        budget = new double[jobs];
        limit = new double[jobs];
        cap = new double[jobs];
        vm = new VmProfile[jobs];
        path = new int[jobs][];
        Map<String, Integer> numbers = new HashMap<>();
        Map<String, Link> known = new HashMap<>();
        for (int job = 0; job < jobs; job++) {
            SimulatedJob source = list.get(job);
            first[job] = source.vm().firstRound().bytes();
            budget[job] = PreCopyEstimator.SEND_BUDGET * first[job];
            limit[job] = Seconds.of(source.vm().downtimeLimit());
            cap[job] = source.rateLimit().min(source.path().streamCap()).bytesPerSecond();
            vm[job] = source.vm();
            List<Link> way = source.path().links();
            path[job] = new int[way.size()];
            for (int i = 0; i < way.size(); i++) {
                path[job][i] = number(way.get(i), numbers, known);
            }
        }
        links = numbers.size();
        capacity = new double[links];
        numbers.forEach((name, number) -> {
            Link link = known.get(name);
            if (link != null) {
                capacity[number] = link.capacity().bytesPerSecond();
            }
        });
    }

    private static int number(Link link, Map<String, Integer> numbers, Map<String, Link> known) {
        Link before = known.putIfAbsent(link.name(), link);
        if (before != null && !before.equals(link)) {
            throw new IllegalArgumentException("capacity of link '%s' is %s on one path and %s on another"
                    .formatted(link.name(), before.capacity(), link.capacity()));
        }
        return numbers.computeIfAbsent(link.name(), name -> numbers.size());
    }
}
