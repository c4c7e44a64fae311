package io.vacate.model.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BatchStarTest {
    private static final DataRate SPEED = DataRate.parse("1Gbit/s");
    private static final DataSize MEMORY = DataSize.parse("8GiB");

    private final VmProfile vm = VmProfile.of("web", DataSize.parse("2GiB"), DirtyCurve.idle());

    private Batch star(String... hosts) {
        return Batch.star(
                "star",
                Stream.of(hosts).map(host -> BatchHost.online(host, MEMORY, 8)).toList(),
                SPEED,
                List.of(BatchVm.moving(vm, hosts[0], List.of(), vm.memory(), 2)));
    }

    @Test
    void migrationsArePredictedAsInTheStarOfANetworkProfile() {
        Predictor batch = Predictor.of(star("a", "b", "c").network());
        Predictor network = Predictor.of(NetworkProfile.star(List.of("a", "b", "c"), SPEED));

        assertThat(batch.estimate(vm, "a", "c")).isEqualTo(network.estimate(vm, "a", "c"));
    }

    @Test
    void aHostWithTheNameOfTheSwitchIsRefused() {
        assertThatThrownBy(() -> star("a", "switch")).hasMessageContaining("host 'switch' has the name of a switch");
    }
}
