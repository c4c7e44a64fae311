package io.vacate.sim.internal.fluid;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Max-min fair rates by progressive filling (Bertsekas and Gallager, Data Networks, 6.5.2): all rates rise together; a flow
 * stops at its own cap, or when one of its links is full.
 */
final class FairShares {
    private static final double TOLERANCE = 1e-12;

    private final List<Flow> rising;
    private final Map<Link, Double> left = new HashMap<>();
    private final Map<Link, Integer> users = new HashMap<>();

    private FairShares(Collection<Flow> flows) {
        rising = new ArrayList<>(flows);
        for (Flow flow : flows) {
            for (Link link : flow.path) {
                left.put(link, link.capacity());
                users.merge(link, 1, Integer::sum);
            }
        }
    }

    /** Sets the rate of each flow. */
    static void assign(Collection<Flow> flows) {
        new FairShares(flows).fill();
    }

    private void fill() {
        while (!rising.isEmpty()) {
            double level = rising.stream().mapToDouble(this::limit).min().orElseThrow();
            double reached = level * (1 + TOLERANCE);
            List<Flow> stopped = new ArrayList<>();
            for (Flow flow : rising) {
                if (limit(flow) <= reached) {
                    stopped.add(flow);
                }
            }
            stopped.forEach(flow -> stop(flow, level));
            rising.removeAll(stopped);
        }
    }

    private double limit(Flow flow) {
        double limit = flow.cap;
        for (Link link : flow.path) {
            limit = Math.min(limit, left.getOrDefault(link, 0.0) / users.getOrDefault(link, 1));
        }
        return limit;
    }

    private void stop(Flow flow, double level) {
        flow.rate = level;
        for (Link link : flow.path) {
            left.computeIfPresent(link, (key, rate) -> Double.isInfinite(rate) ? rate : Math.max(0, rate - level));
            users.computeIfPresent(link, (key, count) -> count - 1);
        }
    }
}
