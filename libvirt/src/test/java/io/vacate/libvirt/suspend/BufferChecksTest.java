package io.vacate.libvirt.suspend;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.host.HostUri;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BufferChecksTest {
    @ParameterizedTest
    @CsvSource({
        "kvm+ssh://root@node7/session, /var/lib/libvirt/vacate/suspended, true",
        "kvm:///session/, /var/lib/libvirt/vacate/suspended, true",
        "kvm:///session, /home/jo/buffer, false",
        "kvm:///system, /var/lib/libvirt/vacate/suspended, false"
    })
    void systemsBuffer_isNotTheSessions(String uri, String directory, boolean isOfAnother) {
        assertThat(BufferChecks.isOfAnotherLibvirt(HostUri.parse(uri), directory))
                .isEqualTo(isOfAnother);
    }
}
