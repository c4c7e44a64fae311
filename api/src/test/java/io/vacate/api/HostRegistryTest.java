package io.vacate.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.vacate.api.error.NoDriverException;
import io.vacate.api.error.SameHostException;
import io.vacate.api.host.CpuInfo;
import io.vacate.api.host.HostId;
import io.vacate.api.host.HostInfo;
import io.vacate.api.host.HostUri;
import io.vacate.api.host.Hypervisor;
import io.vacate.api.spi.SessionOptions;
import io.vacate.api.unit.DataSize;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class HostRegistryTest {
    private static final HostUri ONE = HostUri.parse("kvm+tcp://one/system");
    private static final HostUri TWO = HostUri.parse("kvm+tcp://two/system");
    private static final HostUri ONE_AGAIN = HostUri.parse("kvm+tls://one.example/system");

    private final Map<HostUri, Host> reachable = new HashMap<>();
    private final Host one = host(ONE, 1);
    private final Host two = host(TWO, 2);
    private final HostRegistry registry =
            new HostRegistry(SessionOptions.DEFAULT, (uri, options) -> reachable.get(uri));

    @Test
    void open_keepsHostsInOrder() {
        registry.open(TWO);
        registry.open(ONE);

        assertThat(registry.hosts()).containsExactly(two, one);
        assertThat(registry.host("host1")).contains(one);
        assertThat(registry.host("host9")).isEmpty();
    }

    @Test
    void open_sameHostThroughAnotherUri_isRefusedAndClosed() {
        Host again = host(ONE_AGAIN, 1);
        registry.open(ONE);

        assertThatThrownBy(() -> registry.open(ONE_AGAIN))
                .isInstanceOf(SameHostException.class)
                .hasMessageContaining(ONE_AGAIN.toString());
        verify(again).close();
        assertThat(registry.hosts()).containsExactly(one);
    }

    @Test
    void close_closesInReverseOrderAndOpensNoMore() {
        registry.open(ONE);
        registry.open(TWO);

        registry.close();

        InOrder order = inOrder(one, two);
        order.verify(two).close();
        order.verify(one).close();
        assertThat(registry.hosts()).isEmpty();
        assertThatThrownBy(() -> registry.open(ONE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void hosts_withoutADriver_nameTheSchemeAndTheRemedy() {
        assertThatThrownBy(() -> Hosts.open("vax://node7/"))
                .isInstanceOf(NoDriverException.class)
                .hasMessageContaining("'vax'")
                .hasMessageContaining("class path");
    }

    private Host host(HostUri uri, long id) {
        Host host = mock(Host.class);
        when(host.uri()).thenReturn(uri);
        when(host.info())
                .thenReturn(new HostInfo(
                        new HostId(new UUID(0, id)),
                        "host" + id,
                        new Hypervisor("QEMU", "10.0.2", "libvirt 9.0.0"),
                        new CpuInfo("x86_64", "", 1, 0),
                        DataSize.ofMebibytes(1)));
        reachable.put(uri, host);
        return host;
    }
}
