package io.vacate.model.plan;

import io.vacate.model.estimate.FluidSimulation;
import io.vacate.model.estimate.Lanes;
import io.vacate.model.estimate.SimulationResult;
import io.vacate.model.estimate.StartOrder;
import io.vacate.model.plan.lanes.LaneProblem;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Has a plan keep to how many moves each host takes part in at once. A host has that many slots; a move takes one of its
 * source's and one of its destination's, and waits for those who had them before: so no more run at once however long each
 * takes. Immutable and thread-safe.
 */
final class HostSlots {
    /** Hosts that could be given too many, with their slots. */
    private final Map<String, Integer> scarce = new LinkedHashMap<>();

    private final List<Move> moves;

    HostSlots(PlanningProblem problem) {
        moves = problem.moves();
        Map<String, Integer> wanted = new HashMap<>();
        for (Move move : moves) {
            wanted.merge(move.from(), 1, Integer::sum);
            wanted.merge(move.to(), 1, Integer::sum);
        }
        problem.atOnce().entrySet().stream()
                .filter(host -> wanted.getOrDefault(host.getKey(), 0) > host.getValue())
                .sorted(Map.Entry.comparingByKey())
                .forEach(host -> scarce.put(host.getKey(), host.getValue()));
    }

    /** Returns the slots as limits of lanes: each move takes its share of its hosts. */
    LaneProblem.Limits limits() {
        LaneProblem.Limits none = LaneProblem.Limits.none(moves.size());
        List<String> hosts = List.copyOf(scarce.keySet());
        int[][] of = new int[moves.size()][];
        double[][] shares = new double[moves.size()][];
        for (int move = 0; move < of.length; move++) {
            of[move] = scarceOf(move).stream().mapToInt(hosts::indexOf).toArray();
            shares[move] = scarceOf(move).stream()
                    .mapToDouble(host -> 1.0 / slots(host))
                    .toArray();
        }
        return new LaneProblem.Limits(of, shares, none.notBefore(), none.deadline(), none.tail());
    }

    private List<String> scarceOf(int move) {
        return List.of(moves.get(move).from(), moves.get(move).to()).stream()
                .filter(scarce::containsKey)
                .toList();
    }

    private int slots(String host) {
        return scarce.getOrDefault(host, Integer.MAX_VALUE);
    }

    /**
     * Returns for each move those that it waits for if hosts keep to their slots.
     *
     * @param simulation of the moves
     * @param predecessors for each move, those that it waits for without that
     */
    int[][] keep(FluidSimulation simulation, int[][] predecessors) {
        if (scarce.isEmpty()) {
            return predecessors;
        }
        int[] wished = byStart(simulation.run(StartOrder.afterPredecessors(predecessors)));
        LaneProblem.Limits limits = limits();
        SimulationResult kept = simulation.run(StartOrder.lanes(
                new Lanes(wished, Integer.MAX_VALUE, limits.of(), limits.shares(), predecessors, limits.notBefore())));
        return handedOn(kept, predecessors);
    }

    private static int[] byStart(SimulationResult result) {
        return IntStream.range(0, result.size())
                .boxed()
                .sorted(Comparator.comparing(result::start).thenComparing(result::end))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Each move takes the slots that have been free for longest. */
    private int[][] handedOn(SimulationResult kept, int[][] predecessors) {
        Comparator<Integer> soonestFree = Comparator.comparing(kept::end);
        Map<String, PriorityQueue<Integer>> takers = new HashMap<>();
        int[][] before = new int[predecessors.length][];
        for (int move : byStart(kept)) {
            Set<Integer> waitsFor = new LinkedHashSet<>();
            Arrays.stream(predecessors[move]).forEach(waitsFor::add);
            for (String host : scarceOf(move)) {
                PriorityQueue<Integer> last = takers.computeIfAbsent(host, none -> new PriorityQueue<>(soonestFree));
                if (last.size() == slots(host)) {
                    waitsFor.add(last.remove());
                }
                last.add(move);
            }
            before[move] = waitsFor.stream().mapToInt(Integer::intValue).toArray();
        }
        return before;
    }
}
