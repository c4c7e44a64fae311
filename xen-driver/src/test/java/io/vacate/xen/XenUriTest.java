package io.vacate.xen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.host.HostUri;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XenUriTest {
    @ParameterizedTest
    @CsvSource({
        "xen:///system, xen+unix:///system",
        "xen:///, xen+unix:///",
        "xen+unix:///system?socket=/run/a/libvirt-sock, xen+unix:///system?socket=/run/a/libvirt-sock",
        "xen+tcp://127.0.0.1:26501/system?peer=xen+tcp://10.77.0.2/system, xen+tcp://127.0.0.1:26501/system",
        "xen+tcp://node7, xen+tcp://node7",
        "xen://node7/system, xen+tls://node7/system",
        "xen+ssh://root@node7/, xen+ssh://root@node7/?no_tty=1",
        "xen+ssh://root@node_7/system/, xen+ssh://root@node_7/system?no_tty=1",
        "xen+tls://node7/system?name=xen:///system, xen+tls://node7/system"
    })
    void forClient_isLibvirtsForm(String given, String expected) {
        assertThat(XenUri.of(HostUri.parse(given)).forClient()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "xen:system, xen:///system",
        "xen:///session, /session",
        "xen+tcp://node7/system?no_verify=1, no_verify",
        "xen+tcp://node7/system?peer=kvm+tcp://b/system, xen:",
        "xen+tls://node7/system?migration-address=10.79.0.2, migration-address",
        "xen+tls://node7/system?listen-address=10.79.0.2, listen-address",
        "xen:///system?peer=xen:///system, name a host"
    })
    void of_whatMeansNothingHere_isRefusedByName(String given, String named) {
        HostUri uri = HostUri.parse(given);

        assertThatThrownBy(() -> XenUri.of(uri))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Xen")
                .hasMessageContaining(named);
    }

    @ParameterizedTest
    @CsvSource({
        "xen+tcp://b/system, xen+tcp://b/system",
        "xen+tcp://127.0.0.1:26501/system?peer=xen+tcp://10.77.0.2/system, xen+tcp://10.77.0.2/system"
    })
    void peerUri_isHowOtherHostsReachIt(String given, String expected) {
        assertThat(XenUri.of(HostUri.parse(given)).peerUri(Optional.empty())).isEqualTo(expected);
    }
}
