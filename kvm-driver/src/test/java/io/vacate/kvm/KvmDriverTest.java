package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vacate.api.Hosts;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.host.HostUri;
import io.vacate.api.spi.Availability;
import io.vacate.api.spi.SessionOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KvmDriverTest {
    private final KvmDriver driver = new KvmDriver();

    @Test
    void drivers_findIt() {
        assertThat(Hosts.drivers()).hasAtLeastOneElementOfType(KvmDriver.class);
        assertThat(driver.scheme()).isEqualTo("kvm");
    }

    @Test
    void open_refused_isUnreachable() {
        assumeThat(driver.probe()).isInstanceOf(Availability.Available.class);
        HostUri nobody = HostUri.parse("kvm+unix:///system?socket=/nonexistent/libvirt-sock");

        assertThatThrownBy(() -> driver.open(nobody, SessionOptions.DEFAULT))
                .isInstanceOf(HostUnreachableException.class)
                .hasMessageContaining("/nonexistent/libvirt-sock");
    }

    @Test
    void open_hostThatNeverAnswers_givesUpInTime() throws IOException {
        assumeThat(driver.probe()).isInstanceOf(Availability.Available.class);
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HostUri uri = HostUri.parse("kvm+tcp://127.0.0.1:%d/system".formatted(mute.getLocalPort()));

            assertThatThrownBy(
                            () -> driver.open(uri, SessionOptions.DEFAULT.withConnectTimeout(Duration.ofMillis(300))))
                    .isInstanceOf(HostUnreachableException.class)
                    .hasMessageContaining("300 ms");
        }
    }
}
