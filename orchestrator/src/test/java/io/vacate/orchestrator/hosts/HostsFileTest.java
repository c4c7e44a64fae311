package io.vacate.orchestrator.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.host.HostUri;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HostsFileTest {
    @Test
    void parse_readsNamesUrisRolesAndTheMigrationNetwork() {
        HostsFile file = HostsFile.parse("hosts.yaml", """
                hosts:
                  node1:
                    uri: kvm+tls://node1.lab/system
                  node_2:
                    uri: kvm+ssh://root@node_2/system?keyfile=/k
                    roles: [spare, rack-a]
                    migration-address: 10.79.0.2
                  node3: {uri: "kvm+tls://node3/system", roles: [spare], migration-address: n3-mig.lab, listen-address: "fd00::3"}
                """);

        assertThat(file.hosts()).extracting(NamedHost::name).containsExactly("node1", "node_2", "node3");
        assertThat(file.hosts())
                .extracting(host -> host.uri().toString())
                .containsExactly(
                        "kvm+tls://node1.lab/system",
                        "kvm+ssh://root@node_2/system?keyfile=/k&migration-address=10.79.0.2&listen-address=10.79.0.2",
                        "kvm+tls://node3/system?migration-address=n3-mig.lab&listen-address=fd00::3");
        assertThat(file.withRole("spare")).extracting(NamedHost::name).containsExactly("node_2", "node3");
        assertThat(file.host("node1"))
                .get()
                .extracting(NamedHost::uri)
                .isEqualTo(HostUri.parse("kvm+tls://node1.lab/system"));
        assertThat(file.host("nosuch")).isEmpty();
    }

    @Test
    void parse_emptyFile_hasNoHosts() {
        assertThat(List.of("", "# nothing yet\n", "hosts:\n"))
                .allSatisfy(text ->
                        assertThat(HostsFile.parse("hosts.yaml", text).hosts()).isEmpty());
    }

    static List<Arguments> mistakes() {
        return List.of(
                Arguments.of("host:\n  a: {uri: 'kvm:///system'}\n", "line 1", "'host'"),
                Arguments.of("hosts:\n  a:\n    url: x\n", "line 3, hosts.a", "'url'"),
                Arguments.of("hosts:\n  a:\n    roles: [x]\n", "line 2, hosts.a", "'uri' is missing"),
                Arguments.of("hosts:\n  a: kvm:///system\n", "line 2, hosts.a", "fields"),
                Arguments.of("hosts: [a]\n", "line 1, hosts", "names"),
                Arguments.of("hosts:\n  a:\n    uri: node1\n", "line 3, hosts.a.uri", "names no driver"),
                Arguments.of("hosts:\n  a:\n    uri: [x]\n", "line 3, hosts.a.uri", "single value"),
                Arguments.of("hosts:\n  a:\n    uri:\n", "line 3, hosts.a.uri", "single value"),
                Arguments.of("hosts:\n  a:b: {uri: 'kvm:///system'}\n", "line 2, hosts", "'a:b'"),
                Arguments.of("hosts:\n  a: {uri: 'kvm:///system'}\n  a: {uri: 'kvm:///session'}\n", "line 3", "'a'"),
                Arguments.of(
                        "hosts:\n  a: {uri: 'kvm:///system'}\n  b: {uri: 'kvm:///system'}\n", "line 3, hosts.b", "'a'"),
                Arguments.of("hosts:\n  a: {uri: 'kvm:///system', roles: x}\n", "hosts.a.roles", "[spare, rack-a]"),
                Arguments.of("hosts:\n  a: {uri: 'kvm:///system', roles: [x, x]}\n", "hosts.a.roles", "'x'"),
                Arguments.of(
                        "hosts:\n  a:\n    uri: kvm:///system\n    migration-address: 10.0.0.1/24\n",
                        "line 4, hosts.a.migration-address",
                        "'10.0.0.1/24'"),
                Arguments.of(
                        "hosts:\n  a:\n    uri: kvm:///system\n    migration-address: 10.0.0.1:49152\n",
                        "line 4, hosts.a.migration-address",
                        "port"),
                Arguments.of(
                        "hosts:\n  a: {uri: 'kvm:///system', listen-address: '::1'}\n", "hosts.a", "migration-address"),
                Arguments.of("hosts:\n  a: {uri: 'kvm:///system'\n", "line", "hosts.yaml"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void parse_namesFileLineAndField(String text, String place, String said) {
        assertThatThrownBy(() -> HostsFile.parse("hosts.yaml", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("hosts.yaml, line", place, said);
    }

    static List<String> passwords() {
        return List.of(
                "hosts:\n  a:\n    uri: kvm+ssh://ops:S3cret@rack_2/system\n",
                "hosts:\n  a: {uri: 'kvm+ssh://ops:S3cret@rack_2/system', uri: x}\n",
                "hosts:\n  kvm+ssh://ops:S3cret@rack_2/system: {}\n",
                "hosts:\n  a:\n    kvm+ssh://ops:S3cret@rack_2/system: x\n",
                "hosts:\n  a:\n    uri: x\n    roles: ['kvm+ssh://ops:S3cret@rack_2/system']\n",
                "hosts:\n  a:\n    uri: x\n    migration-address: 'kvm+ssh://ops:S3cret@rack_2/system'\n",
                "hosts:\n  a:\n   uri: kvm+ssh://ops:S3cret@rack_2/system\n  : [\n",
                "kvm+ssh://ops:S3cret@rack_2/system: x\n");
    }

    @ParameterizedTest
    @MethodSource("passwords")
    void parse_neverShowsAPassword(String text) {
        assertThatThrownBy(() -> HostsFile.parse("hosts.yaml", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hosts.yaml, line")
                .hasMessageNotContaining("S3cret")
                .hasNoCause();
    }

    @Test
    void read_missingFile_isNamed(@TempDir Path directory) {
        Path file = directory.resolve("hosts.yaml");

        assertThat(HostsFile.find(file)).isEmpty();
        assertThatThrownBy(() -> HostsFile.read(file)).hasMessageContaining(file.toString());
    }

    @Test
    void usualPath_followsTheEnvironment() {
        assertThat(HostsFile.usualPath(Map.of("VACATE_INVENTORY", "/a/b.yaml", "XDG_CONFIG_HOME", "/c")))
                .isEqualTo(Path.of("/a/b.yaml"));
        assertThat(HostsFile.usualPath(Map.of("XDG_CONFIG_HOME", "/c"))).isEqualTo(Path.of("/c/vacate/hosts.yaml"));
        assertThat(HostsFile.usualPath(Map.of())).endsWithRaw(Path.of(".config", "vacate", "hosts.yaml"));
    }
}
