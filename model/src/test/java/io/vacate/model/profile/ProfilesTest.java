package io.vacate.model.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.fixture.Vms;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Profiles")
class ProfilesTest {
    private static final DataRate GIGABIT = DataRate.parse("1Gbit/s");

    @Test
    void star_joinsTheNicsOfBothHosts() {
        Path path = NetworkProfile.star(List.of("a", "b"), GIGABIT).path("a", "b");

        assertThat(path.links()).extracting(Link::name).containsExactly("a:up", "b:down");
        assertThat(path.rateAlone()).isEqualTo(DataRate.ofBytesPerSecond(118_875_000));
    }

    @Test
    void route_replacesTheNics() {
        NetworkProfile network = NetworkProfile.builder()
                .efficiency(1)
                .nic("a", GIGABIT)
                .nic("b", GIGABIT)
                .link("backbone", DataRate.parse("100Mbit/s"))
                .route("a", "b", List.of("a:up", "backbone", "b:down"))
                .build();

        assertThat(network.path("a", "b").rateAlone()).isEqualTo(DataRate.parse("100Mbit/s"));
        assertThat(network.path("b", "a").rateAlone()).isEqualTo(GIGABIT);
    }

    @Test
    void streamCap_boundsEveryPathUnlessItHasItsOwn() {
        NetworkProfile network = NetworkProfile.builder()
                .nic("a", GIGABIT)
                .nic("b", GIGABIT)
                .streamCap(DataRate.parse("50MB/s"))
                .build()
                .withStreamCap("a", "b", DataRate.parse("60MB/s"));

        assertThat(network.path("a", "b").rateAlone()).isEqualTo(DataRate.parse("60MB/s"));
        assertThat(network.path("b", "a").rateAlone()).isEqualTo(DataRate.parse("50MB/s"));
    }

    @Test
    void badNetworks_areRefusedByName() {
        NetworkProfile network = NetworkProfile.builder()
                .nic("a", GIGABIT)
                .nic("b", GIGABIT)
                .host("island")
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> network.path("a", "x"))
                .withMessageContaining("to ('x')");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network.path("a", "a"))
                .withMessageContaining("('a')");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network.path("a", "island"))
                .withMessageContaining("no path from host 'a' to host 'island'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NetworkProfile.star(List.of("a"), DataRate.ZERO))
                .withMessageContaining("speed of link 'a:up' (0 B/s)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NetworkProfile.star(List.of("a", "a"), GIGABIT))
                .withMessageContaining("host 'a' comes twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NetworkProfile.builder().efficiency(Double.NaN))
                .withMessageContaining("efficiency (NaN)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NetworkProfile.builder().nic("a", GIGABIT).route("a", "b", List.of("a:up")))
                .withMessageContaining("host 'b'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NetworkProfile.builder().nic("a", GIGABIT).route("a", "a", List.of("wire")))
                .withMessageContaining("[wire]");
    }

    @Test
    void badVms_areRefusedByName() {
        DataSize memory = DataSize.ofMebibytes(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> vm(DataSize.ZERO, DataSize.ZERO, 1))
                .withMessageContaining("memory (0 B) of VM 'vm'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> vm(DataSize.ofBytes(Long.MAX_VALUE), DataSize.ZERO, 1))
                .withMessageContaining("memory (8 EiB) of VM 'vm'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> vm(memory, DataSize.ofMebibytes(2), 1))
                .withMessageContaining("usedMemory (2 MiB) of VM 'vm'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> vm(memory, memory, 0))
                .withMessageContaining("downtimeLimit (PT0S) of VM 'vm'");
    }

    private static VmProfile vm(DataSize memory, DataSize used, long limitMillis) {
        return new VmProfile(Vms.id(1), "vm", memory, used, DirtyCurve.idle(), Duration.ofMillis(limitMillis));
    }

    @Test
    void negativeCosts_areRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FixedCosts(Duration.ZERO, Duration.ofMillis(-1), Duration.ZERO))
                .withMessageContaining("switchOver (PT-0.001S)");
    }
}
