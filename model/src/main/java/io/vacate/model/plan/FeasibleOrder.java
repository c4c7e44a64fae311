package io.vacate.model.plan;

import io.vacate.api.vm.VmId;
import io.vacate.model.plan.lanes.Pool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An order of moves that keeps precedences and room, and which earlier moves each one must really wait for.
 *
 * <p>Memory on a host is given to arrivals as from a {@link Pool}. A move waits for those whose memory it gets. So moves may
 * overlap in any way that this allows, and no destination is ever overcommitted: a VM holds memory on both sides while it
 * moves.
 */
final class FeasibleOrder {
    private final PlanningProblem problem;
    private final List<Integer> order = new ArrayList<>();
    private final List<Set<Integer>> waitsFor = new ArrayList<>();
    private final Map<String, Pool> pools = new HashMap<>();

    private FeasibleOrder(PlanningProblem problem) {
        this.problem = problem;
        problem.freeMemory().forEach((host, free) -> pools.put(host, new Pool(free.bytes())));
    }

    /**
     * Finds an order, taking at each step the first of {@code preferred} that can go.
     *
     * @throws InfeasibleProblemException if at some step none can
     */
    static FeasibleOrder of(PlanningProblem problem, List<Integer> preferred) {
        FeasibleOrder result = new FeasibleOrder(problem);
        result.fill(preferred);
        return result;
    }

    /** Returns the preferred order as it is: for a problem in which no move waits for another. */
    static FeasibleOrder free(PlanningProblem problem, List<Integer> preferred) {
        FeasibleOrder result = new FeasibleOrder(problem);
        result.order.addAll(preferred);
        result.waitsFor.addAll(Collections.nCopies(preferred.size(), Set.of()));
        return result;
    }

    /** Returns the numbers of the moves, each after all that it waits for. */
    List<Integer> order() {
        return order;
    }

    /** Returns the moves that {@code move} must wait for, all earlier in the order. */
    Set<Integer> waitsFor(int move) {
        return waitsFor.get(move);
    }

    private void fill(List<Integer> preferred) {
        Map<VmId, Integer> numbers = new HashMap<>();
        List<Move> moves = problem.moves();
        for (int move = 0; move < moves.size(); move++) {
            numbers.put(moves.get(move).id(), move);
            waitsFor.add(new LinkedHashSet<>());
        }
        for (Precedence precedence : problem.precedences()) {
            Integer before = numbers.get(precedence.before());
            Integer after = numbers.get(precedence.after());
            if (before != null && after != null) {
                waitsFor.get(after).add(before);
            }
        }
        List<Integer> waiting = new ArrayList<>(preferred);
        Set<Integer> ordered = new LinkedHashSet<>();
        while (!waiting.isEmpty()) {
            int next = firstThatCanGo(waiting, ordered);
            take(next);
            waiting.remove(Integer.valueOf(next));
            ordered.add(next);
        }
        order.addAll(ordered);
    }

    private int firstThatCanGo(List<Integer> waiting, Set<Integer> ordered) {
        for (int move : waiting) {
            if (ordered.containsAll(waitsFor.get(move)) && hasRoom(move)) {
                return move;
            }
        }
        for (int move : waiting) {
            if (ordered.containsAll(waitsFor.get(move))) {
                throw noRoom(problem.moves().get(move));
            }
        }
        Move first = problem.moves().get(waiting.get(0));
        throw new InfeasibleProblemException("VM '%s' can never start: its precedences form a cycle, or follow one"
                .formatted(first.vm().name()));
    }

    private boolean hasRoom(int move) {
        Pool pool = pools.get(problem.moves().get(move).to());
        return pool == null || pool.has(bytes(move));
    }

    private InfeasibleProblemException noRoom(Move move) {
        Pool pool = pools.get(move.to());
        double left = pool == null ? 0 : pool.left() / 0x1p20;
        return new InfeasibleProblemException(
                "VM '%s' needs %s on host '%s', which has %.1f MiB left when it is the VM's turn, and no other move can go first"
                        .formatted(move.vm().name(), move.vm().memory(), move.to(), left));
    }

    private void take(int move) {
        Pool destination = pools.get(problem.moves().get(move).to());
        if (destination != null) {
            destination.take(bytes(move), waitsFor.get(move)::add);
        }
        Pool source = pools.get(problem.moves().get(move).from());
        if (source != null) {
            source.add(move, bytes(move));
        }
    }

    private long bytes(int move) {
        return problem.moves().get(move).vm().memory().bytes();
    }
}
