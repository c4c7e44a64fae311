package io.vacate.xen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.Hosts;
import io.vacate.api.host.Capability;
import io.vacate.api.spi.DriverProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class XenDriverTest {
    @Test
    void driver_isFoundAsAService() {
        assertThat(ServiceLoader.load(DriverProvider.class))
                .anyMatch(provider -> provider instanceof XenDriver)
                .extracting(DriverProvider::scheme)
                .contains("xen");
    }

    @Test
    void capabilities_haveNothingThatLibxlRejects() {
        assertThat(XenDriver.capabilities())
                .contains(Capability.PRE_COPY, Capability.STOP_AND_COPY, Capability.SUSPEND_COPY_RESUME_DISK)
                .doesNotContain(
                        Capability.CANCEL,
                        Capability.BYTE_PROGRESS,
                        Capability.BANDWIDTH_LIMIT,
                        Capability.DOWNTIME_LIMIT,
                        Capability.POST_COPY,
                        Capability.AUTO_CONVERGE,
                        Capability.PARALLEL_CONNECTIONS,
                        Capability.TLS_TRANSFER,
                        Capability.STORAGE_COPY,
                        Capability.DIRTY_RATE,
                        Capability.BULK_STATISTICS);
    }

    @Test
    void capabilities_withoutStoragePools_haveNothingThatIsCopied() {
        assertThat(XenCapabilities.of(false, false))
                .contains(Capability.PRE_COPY)
                .doesNotContain(
                        Capability.SAVE_RESTORE,
                        Capability.SUSPEND_COPY_RESUME_DISK,
                        Capability.SUSPEND_COPY_RESUME_MEMORY,
                        Capability.HOLD_SUSPENDED);
    }

    @Test
    void capabilities_withAnUnknownScheduler_haveNoShares() {
        assertThat(XenCapabilities.of(true, false))
                .contains(Capability.MEMORY_TARGET)
                .doesNotContain(Capability.CPU_SCHEDULING);
    }

    @Test
    void open_addressOfAnotherForm_namesThePart() {
        assertThatThrownBy(() -> Hosts.open("xen:///nosuch"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nosuch");
    }
}
