package io.vacate.orchestrator.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import io.vacate.api.vm.VmSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationChooserTest {
    private static final Set<String> BOTH = Set.of("beta", "gamma");
    private final DestinationChooser chooser = new DestinationChooser();

    private static Demand demand(int number, int mebibytes, int seconds, Set<String> candidates) {
        VmSummary vm = new VmSummary(
                new VmId(new UUID(0, number)), "vm" + number, new VmStatus(VmState.RUNNING, StateReason.BOOTED));
        return new Demand(vm, DataSize.ofMebibytes(mebibytes), Duration.ofSeconds(seconds), candidates);
    }

    private static Room room(String name, int mebibytes) {
        return new Room(name, DataSize.ofMebibytes(mebibytes));
    }

    @Test
    void workIsSpreadEvenly() {
        Map<VmId, String> placed = chooser.choose(
                List.of(demand(1, 1, 6, BOTH), demand(2, 1, 5, BOTH), demand(3, 1, 4, BOTH), demand(4, 1, 3, BOTH)),
                List.of(room("beta", 100), room("gamma", 100)));

        // 6 + 3 and 5 + 4.
        assertThat(placed.get(new VmId(new UUID(0, 1)))).isEqualTo(placed.get(new VmId(new UUID(0, 4))));
        assertThat(placed.get(new VmId(new UUID(0, 2)))).isEqualTo(placed.get(new VmId(new UUID(0, 3))));
        assertThat(placed.values()).containsAll(BOTH);
    }

    @Test
    void tightFitIsFoundWhereGreedFails() {
        // By work: 4 to beta (or gamma), then 3 to the other; 5 fits nowhere. The fit: {5} and {4, 3}.
        List<Demand> demands = List.of(demand(1, 4, 9, BOTH), demand(2, 3, 8, BOTH), demand(3, 5, 1, BOTH));

        Map<VmId, String> placed = chooser.choose(demands, List.of(room("beta", 7), room("gamma", 5)));

        assertThat(placed)
                .containsEntry(new VmId(new UUID(0, 3)), "gamma")
                .containsEntry(new VmId(new UUID(0, 1)), "beta")
                .containsEntry(new VmId(new UUID(0, 2)), "beta");
    }

    @Test
    void vmWithoutRoomIsNamed() {
        assertThatThrownBy(() -> chooser.choose(
                        List.of(demand(1, 6, 1, BOTH), demand(2, 6, 1, BOTH), demand(3, 6, 1, BOTH)),
                        List.of(room("beta", 10), room("gamma", 10))))
                .isInstanceOf(InsufficientCapacityException.class)
                .hasMessageContaining("'vm3' needs 6 MiB and finds no room beside the other 2")
                .hasMessageContaining("beta has room for 10 MiB");
    }

    @Test
    void candidatesAreKept() {
        Map<VmId, String> placed = chooser.choose(
                List.of(demand(1, 1, 1, Set.of("gamma")), demand(2, 1, 1, Set.of("gamma"))),
                List.of(room("beta", 100), room("gamma", 2)));

        assertThat(placed.values()).containsOnly("gamma");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void roomIsNeverOverfilledAndAFitIsFound(long seed) {
        Random random = new Random(seed);
        List<Demand> demands = new ArrayList<>();
        int[] packed = new int[3];
        for (int i = 0; i < 18; i++) {
            int size = 1 + random.nextInt(20);
            packed[i % 3] += size;
            demands.add(demand(i, size, random.nextInt(30), Set.of("a", "b", "c")));
        }
        // Rooms that are exactly as large as one packing needs, and a little more.
        List<Room> rooms = List.of(room("a", packed[0] + 2), room("b", packed[1] + 2), room("c", packed[2] + 2));

        Map<VmId, String> placed = chooser.choose(demands, rooms);

        Map<String, Long> used = new HashMap<>();
        demands.forEach(demand -> used.merge(
                placed.getOrDefault(demand.vm().id(), "none"), demand.memory().bytes(), Long::sum));
        assertThat(placed).as("seed %d", seed).hasSize(18);
        rooms.forEach(room -> assertThat(used.getOrDefault(room.name(), 0L))
                .as("seed %d", seed)
                .isLessThanOrEqualTo(room.free().bytes()));
    }
}
