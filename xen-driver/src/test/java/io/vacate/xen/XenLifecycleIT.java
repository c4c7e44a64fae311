package io.vacate.xen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.vm.VmId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is Xen's own in the life of VMs; the rest is in the driver contract. */
class XenLifecycleIT extends TwoXenNodes {
    @Test
    void info_tellsWhatTheNodeIs_andHidesDomain0() {
        assertThat(source().info().hypervisor().name()).isEqualTo("Xen");
        assertThat(source().info().name()).isEqualTo(sourceNode().name());
        assertThat(source().info().id()).isNotEqualTo(destination().info().id());
        assertThat(source().memory().free()).isLessThan(source().memory().total());
        assertThat(source().vms()).isEmpty();
        assertThat(source().statistics()).isEmpty();
        String domain0 = new VmId(new UUID(0, 0)).toString();
        assertThatThrownBy(() -> source().vm(domain0)).isInstanceOf(UnknownVmException.class);
        assertThatThrownBy(() -> source().vm("Domain-0")).isInstanceOf(UnknownVmException.class);
    }

    @Test
    void restore_ofWhatIsNoState_isNamedInTheError() {
        assertThatThrownBy(() -> source().restore("/var/lib/libvirt/images/none"))
                .isInstanceOf(OperationFailedException.class)
                .hasMessageContaining("/var/lib/libvirt/images/none");
        assertThatThrownBy(() -> source().restore("/srv/kernel"))
                .isInstanceOf(OperationFailedException.class)
                .hasMessageContaining("/srv/kernel");
        assertThatThrownBy(() -> source().restore("/no/such/folder/file"))
                .isInstanceOf(OperationFailedException.class)
                .hasMessageContaining("/no/such/folder");
        assertThat(testbed().run(sourceNode().name(), "[ ! -e /no ] && echo none"))
                .startsWith("none");
    }
}
