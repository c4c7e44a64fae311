package io.vacate.model.plan;

import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.profile.NetworkProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What to plan.
 *
 * @param moves each VM at most once
 * @param network the hosts and links, as told; {@code calibration} corrects it
 * @param calibration what was learned so far
 * @param precedences orders to keep
 * @param freeMemory memory that each host has free for VMs that arrive, before any has left; a host that is not named has
 *     room for all
 * @param atOnce how many moves each host takes part in at once, those that come and those that go together; a host that is
 *     not named takes part in all
 */
public record PlanningProblem(
        List<Move> moves,
        NetworkProfile network,
        Calibration calibration,
        List<Precedence> precedences,
        Map<String, DataSize> freeMemory,
        Map<String, Integer> atOnce) {
    /**
     * Checks the problem.
     *
     * @throws IllegalArgumentException if a VM moves twice, a host is unknown, no path leads from one to the other, a
     *     precedence names a VM that does not move or the same VM twice, or a host takes part in none; the message names it
     */
    public PlanningProblem {
        moves = List.copyOf(moves);
        precedences = List.copyOf(precedences);
        freeMemory = Map.copyOf(freeMemory);
        atOnce = Map.copyOf(atOnce);
        atOnce.forEach((host, most) -> {
            if (most < 1) {
                throw new IllegalArgumentException("atOnce (%d) of host '%s' must be at least 1".formatted(most, host));
            }
        });
        Map<VmId, Move> known = new HashMap<>();
        for (Move move : moves) {
            if (known.put(move.id(), move) != null) {
                throw new IllegalArgumentException(
                        "VM '%s' (%s) moves twice".formatted(move.vm().name(), move.id()));
            }
            network.path(move.from(), move.to());
        }
        for (Precedence precedence : precedences) {
            if (!known.containsKey(precedence.before()) || !known.containsKey(precedence.after())) {
                throw new IllegalArgumentException("%s names a VM that does not move".formatted(precedence));
            }
            if (precedence.before().equals(precedence.after())) {
                throw new IllegalArgumentException("%s makes a VM wait for itself".formatted(precedence));
            }
        }
    }

    /** Makes a problem in which each host may take part in all moves at once. */
    public PlanningProblem(
            List<Move> moves,
            NetworkProfile network,
            Calibration calibration,
            List<Precedence> precedences,
            Map<String, DataSize> freeMemory) {
        this(moves, network, calibration, precedences, freeMemory, Map.of());
    }

    /** Returns the problem of moving {@code moves} over {@code network}, with prior knowledge and no constraints. */
    public static PlanningProblem of(List<Move> moves, NetworkProfile network) {
        return new PlanningProblem(moves, network, Calibration.prior(), List.of(), Map.of());
    }

    /** Returns this problem with what was learned, in place of what was assumed. */
    public PlanningProblem with(Calibration learned) {
        return new PlanningProblem(moves, network, learned, precedences, freeMemory, atOnce);
    }

    /** Returns this problem with how many moves each host takes part in at once. */
    public PlanningProblem withAtOnce(Map<String, Integer> most) {
        return new PlanningProblem(moves, network, calibration, precedences, freeMemory, most);
    }
}
