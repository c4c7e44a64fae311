package io.vacate.orchestrator.placement;

import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.vm.VmId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Chooses a destination for each VM: room by memory is a must, even load a wish.
 *
 * <p>Longest work first, each VM to the room with the least work so far that can hold it (Graham's list scheduling, at
 * most 4/3 of the best possible largest load). Where memory is tight that greedy way can run out of room although there is
 * a fit, so an exact search follows, bounded in steps, before it is said that there is none. Deterministic; stateless.
 */
public final class DestinationChooser {
    /** Bounds the exact search: enough for dozens of VMs that nearly fit, milliseconds at worst. */
    private static final int SEARCH_STEPS = 200_000;

    private static final Comparator<Demand> BY_WORK = Comparator.comparing(Demand::work)
            .reversed()
            .thenComparing(Comparator.comparing(Demand::memory).reversed())
            .thenComparing(demand -> demand.vm().id());

    private static final Comparator<Demand> BY_MEMORY = Comparator.comparing(Demand::memory)
            .reversed()
            .thenComparing(demand -> demand.vm().id());

    /** Makes a chooser. */
    public DestinationChooser() {}

    /**
     * Assigns each demand a room.
     *
     * @param demands the VMs, each once
     * @param rooms the hosts, each once
     * @return the name of the room for each VM
     * @throws InsufficientCapacityException if no assignment was found; the message names a VM without room and what is
     *     free
     */
    public Map<VmId, String> choose(List<Demand> demands, List<Room> rooms) {
        demands.forEach(demand -> requireRoomAlone(demand, rooms));
        Assignment greedy = new Assignment(rooms);
        List<Demand> byWork = demands.stream().sorted(BY_WORK).toList();
        for (Demand demand : byWork) {
            Optional<Room> least = greedy.open(demand).min(greedy.byLoad());
            if (least.isEmpty()) {
                return search(demands, rooms);
            }
            greedy.put(demand, least.get());
        }
        return greedy.result();
    }

    private static void requireRoomAlone(Demand demand, List<Room> rooms) {
        boolean fits = rooms.stream()
                .filter(room -> demand.candidates().contains(room.name()))
                .anyMatch(room -> room.free().compareTo(demand.memory()) >= 0);
        if (!fits) {
            throw new InsufficientCapacityException(
                    "VM '%s' needs %s and no destination has that; %s; nothing was changed"
                            .formatted(demand.vm().name(), demand.memory(), describe(rooms)));
        }
    }

    private static Map<VmId, String> search(List<Demand> demands, List<Room> rooms) {
        List<Demand> byMemory = demands.stream().sorted(BY_MEMORY).toList();
        PackingSearch search = new PackingSearch(byMemory, new Assignment(rooms), SEARCH_STEPS);
        if (search.find()) {
            return search.assignment().result();
        }
        Demand stuck = byMemory.get(search.deepest());
        throw new InsufficientCapacityException(
                "VM '%s' needs %s and finds no room beside the other %d; %s; nothing was changed"
                        .formatted(stuck.vm().name(), stuck.memory(), demands.size() - 1, describe(rooms)));
    }

    private static String describe(List<Room> rooms) {
        return rooms.isEmpty()
                ? "there is no destination"
                : rooms.stream()
                        .map(room -> "%s has room for %s".formatted(room.name(), room.free()))
                        .collect(Collectors.joining(", "));
    }
}
