package io.vacate.orchestrator.placement;

import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Who is where so far, and what that leaves. For one thread. */
final class Assignment {
    private final List<Room> rooms;
    private final Map<String, DataSize> free = new HashMap<>();
    private final Map<String, Duration> load = new HashMap<>();
    private final Map<VmId, String> placed = new LinkedHashMap<>();

    Assignment(List<Room> rooms) {
        this.rooms = List.copyOf(rooms);
        rooms.forEach(room -> free.put(room.name(), room.free()));
    }

    /** Returns the rooms that can still take {@code demand}, in the order given. */
    Stream<Room> open(Demand demand) {
        return rooms.stream()
                .filter(room -> demand.candidates().contains(room.name()))
                .filter(room -> freeOf(room).compareTo(demand.memory()) >= 0);
    }

    /** Returns an order by work taken on; of equals, the room with most memory first. */
    Comparator<Room> byLoad() {
        return Comparator.comparing(this::loadOf)
                .thenComparing(Comparator.comparing(this::freeOf).reversed());
    }

    /** Returns an order by memory left, least first: the tightest fit. */
    Comparator<Room> byTightness() {
        return Comparator.comparing(this::freeOf);
    }

    void put(Demand demand, Room room) {
        free.merge(room.name(), demand.memory(), DataSize::minusOrZero);
        load.merge(room.name(), demand.work(), Duration::plus);
        placed.put(demand.vm().id(), room.name());
    }

    void remove(Demand demand, Room room) {
        free.merge(room.name(), demand.memory(), DataSize::plus);
        load.merge(room.name(), demand.work(), Duration::minus);
        placed.remove(demand.vm().id());
    }

    Map<VmId, String> result() {
        return Map.copyOf(placed);
    }

    DataSize freeOf(Room room) {
        return free.getOrDefault(room.name(), DataSize.ZERO);
    }

    private Duration loadOf(Room room) {
        return load.getOrDefault(room.name(), Duration.ZERO);
    }
}
