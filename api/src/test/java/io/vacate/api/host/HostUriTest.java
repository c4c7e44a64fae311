package io.vacate.api.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostUriTest {
    @ParameterizedTest
    @CsvSource({
        "kvm:///system, kvm, DEFAULT, ",
        "kvm://node7/system, kvm, DEFAULT, node7",
        "kvm+tls://node7/system, kvm, TLS, node7",
        "KVM+SSH://root@node7:2222/system, kvm, SSH, node7",
        "xen+tcp://10.77.0.1/system, xen, TCP, 10.77.0.1",
        "sim:rack.yaml#alpha, sim, DEFAULT, "
    })
    void parse_splitsDriverAndTransport(String text, String driver, Transport transport, String remoteHost) {
        HostUri uri = HostUri.parse(text);

        assertThat(uri.driver()).isEqualTo(driver);
        assertThat(uri.transport()).isEqualTo(transport);
        assertThat(uri.remoteHost().orElse(null)).isEqualTo(remoteHost);
        assertThat(uri).hasToString(text);
    }

    @Test
    void plainTcp_isNeverTheDefault() {
        assertThat(HostUri.parse("kvm://node7/system").transport()).isNotEqualTo(Transport.TCP);
    }

    @Test
    void parameters_areDecodedInOrder() {
        assertThat(HostUri.parse("kvm+unix:///system?socket=/run/a%20b+c&peer=kvm%2Btcp://n/system&x")
                        .parameters())
                .containsExactly(
                        Map.entry("socket", "/run/a b+c"), Map.entry("peer", "kvm+tcp://n/system"), Map.entry("x", ""));
        assertThat(HostUri.parse("sim:rack.yaml#alpha").parameters()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "node7", "kvm+carrier-pigeon://node7/system", "kvm+default://n/", "kvm://no de/", "+tcp://n"
            })
    void parse_namesWhatIsNotAHostUri(String text) {
        assertThatThrownBy(() -> HostUri.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void password_isRefusedAndNotRepeated() {
        assertThatThrownBy(() -> HostUri.parse("kvm+ssh://root:s3cret@node7/system"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("node7")
                .hasMessageNotContaining("s3cret");
    }
}
