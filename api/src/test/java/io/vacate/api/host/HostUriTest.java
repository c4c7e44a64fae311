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

    @ParameterizedTest
    @CsvSource({
        "kvm+ssh://root@compute_1/system, compute_1",
        "kvm+tls://node_7.lab/system, node_7.lab",
        "kvm+tls://_node/system, _node",
        "kvm+ssh://root@node-1.lab.42/system, node-1.lab.42",
        "kvm+tls://rack.4/system, rack.4",
        "kvm+tls://7/system, 7",
        "kvm+tls://node7.lab./system, node7.lab.",
        "kvm+tls://3com.lab:16514/system, 3com.lab",
        "kvm+tls://a-.lab/system, a-.lab",
        "kvm+ssh://root@[fd00:1::7]:2222/system, fd00:1::7",
        "kvm+tcp://[::ffff:10.0.0.1]/system, ::ffff:10.0.0.1",
        "kvm+ssh://root@[fe80::1%25br0]/system, fe80::1%br0",
        "kvm+ssh://root@[fe80::1%br0]:22/system, fe80::1%br0",
        "kvm+ssh://DOM%5Cuser@node7/system, node7",
        "kvm+ssh://jo@corp.example@node7/system, node7"
    })
    void remoteHost_isWhatSshAndResolversTake(String text, String host) {
        assertThat(HostUri.parse(text).remoteHost()).contains(host);
    }

    @ParameterizedTest
    @CsvSource({
        "kvm+ssh://root@node7/system, root, root@node7",
        "kvm+ssh://DOM%5Cuser@node7/system, DOM\\user, DOM%5Cuser@node7",
        "kvm+ssh://DOM\\user@node7/system, DOM\\user, DOM%5Cuser@node7",
        "kvm+ssh://jo@corp.example@node7:2222/system, jo@corp.example, jo%40corp.example@node7:2222",
        "kvm+ssh://jo%40corp@[fe80::1%br0]:22/system, jo@corp, jo%40corp@[fe80::1%25br0]:22"
    })
    void user_isDecoded_andEncodedForLibraries(String text, String user, String encoded) {
        assertThat(HostUri.parse(text).user()).contains(user);
        assertThat(HostUri.parse(text).encodedAuthority()).contains(encoded);
    }

    @Test
    void port_isWhatTheAddressSays() {
        assertThat(HostUri.parse("kvm+ssh://root@[fd00:1::7]:2222/system").port())
                .hasValue(2222);
        assertThat(HostUri.parse("kvm+ssh://root@[fd00:1::7]/system").port()).isEmpty();
    }

    @Test
    void blank_isTakenForItsEncoding() {
        HostUri uri = HostUri.parse("kvm+unix:///system?socket=/run/user/1000/a b+c");

        assertThat(uri.parameters()).containsEntry("socket", "/run/user/1000/a b+c");
        assertThat(uri).hasToString("kvm+unix:///system?socket=/run/user/1000/a%20b+c");
        assertThat(HostUri.parse(uri.toString())).isEqualTo(uri);
    }

    @ParameterizedTest
    @CsvSource({
        "kvm+tls://fd00::7/system, [fd00::7]",
        "kvm+tls://node7:/system, port ''",
        "kvm+tls://node7:0/system, port '0'",
        "kvm+tls://node7:65536/system, port '65536'",
        "kvm+tls://node7:ssh/system, port 'ssh'",
        "kvm+tls://:16514/system, names no host",
        "kvm+tls://-oProxyCommand=x/system, -oProxyCommand=x",
        "kvm+tls://a..b/system, a..b",
        "kvm+tls://.a/system, .a",
        "kvm+tls://käse.lab/system, käse.lab",
        "kvm+tls://a%2fb/system, a%2fb",
        "kvm+tls://[node7]/system, [node7]",
        "kvm+tls://[fd00::7/system, [fd00::7",
        "kvm+ssh://@node7/system, empty",
        "kvm+tls://node7/system?pkipath=/a%, %25",
        "kvm+libssh2://root@node7/system, kvm+ssh://root@node7/system",
        "kvm+libssh://node7/system, kvm+ssh://node7/system",
        "kvm+ext://node7/system?command=/x, '[+unix|+tls|+ssh|+tcp]'"
    })
    void parse_saysWhatIsWrong_orWhatToWrite(String text, String said) {
        assertThatThrownBy(() -> HostUri.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(text, said);
    }

    @ParameterizedTest
    @CsvSource({
        "kvm+ssh://root:S3cret@node7/system, node7",
        "kvm+ssh://ops:S3cret@rack_2/system, rack_2",
        "kvm+ssh://ops:S3cret@rack.2:2222/system, rack.2",
        "kvm+ssh://ops:S3cret@[fd00::7]/system, [fd00::7]",
        "kvm+ssh://ops:S3cret/x@rack_2/system, rack_2",
        "kvm+ssh://ops:22/S3cret@rack_2/system, rack_2",
        "kvm+ssh://ops:22?S3cret@rack_2/system, rack_2",
        "kvm+ssh://ops:S3cret#x@rack_2/system, rack_2",
        "kvm+ssh://ops:22#S3cret@rack_2/system, rack_2",
        "kvm+ssh://ops:x@S3cret@rack_2/system, rack_2",
        "kvm+ssh://jo@corp:S3cret@rack_2/system, rack_2",
        "kvm+ssh://ops:S3cret@/system, ",
        "kvm+ssh://ops:S3 cret@rack_2/system, rack_2",
        "kvm+ssh://ops:S3cret%@rack_2/system, rack_2",
        "kvm+ssh://ops%3AS3cret@rack_2/system, rack_2",
        "kvm+ssh://ops%253AS3cret%2540rack_2/system, rack_2",
        "kvm+ssh:///ops:S3cret@rack_2/system, rack_2",
        "kvm+ssh:/ops:S3cret@rack_2/system, rack_2",
        "kvm:ops:S3cret@rack_2/system, rack_2",
        "ops:S3cret@rack_2/system, rack_2",
        "ops:@S3cret@rack_2, rack_2",
        "kvm+libssh2://ops:S3cret@rack_2/system, rack_2",
        "kvm+tls://ops:S3cret@r:x/system, r",
        "kvm:///system?peer=kvm+ssh://ops:S3cret@rack_2/system, rack_2",
        "kvm:///system?peer=kvm%2Bssh%3A%2F%2Fops%3AS3cret%40rack_2%2Fsystem, rack_2",
        "kvm:///system?peer=kvm%252Bssh%253A%252F%252Fops%253AS3cret%2540rack_2%252Fsystem, rack_2",
        "kvm+tcp://node7/system?password=S3cret, ",
        "kvm+tcp://node7/system?a=b&sshPassphrase=S3cret, "
    })
    void password_isRefusedAndNotRepeated(String text, String host) {
        assertThat(HostUri.carriesPassword(text)).isTrue();
        assertThatThrownBy(() -> HostUri.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("password", host == null ? "(not shown)" : host)
                .hasMessageNotContainingAny("S3cret", "S3 cret")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kvm+ssh://root@node7:22/system?socket=/run/a@b",
                "kvm+ssh://root@[fd00::7]:22/system?socket=/run/a:b@c",
                "kvm+ssh://jo@corp@node7:22/system",
                "kvm+tcp://node7:16509/system?peer=kvm+ssh://root@node7:22/system",
                "kvm+ssh://node7/system?sshauth=password",
                "sim:/var/jenkins/job@2/rack.yaml#alpha"
            })
    void anAtSign_isNoPasswordByItself(String text) {
        assertThat(HostUri.carriesPassword(text)).isFalse();
        assertThat(HostUri.parse(text)).hasToString(text);
    }

    @Test
    void with_changesDriverAndTransportOnly() {
        HostUri uri = HostUri.parse("qemu://root@node_7:22/system?socket=/a%20b");

        assertThat(uri.with("kvm", uri.transport())).hasToString("kvm://root@node_7:22/system?socket=/a%20b");
        assertThat(uri.with("kvm", Transport.SSH)).hasToString("kvm+ssh://root@node_7:22/system?socket=/a%20b");
    }
}
