package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.Hosts;
import io.vacate.api.error.NoDriverException;
import io.vacate.api.host.HostUri;
import io.vacate.libvirt.LibvirtUri;
import io.vacate.libvirt.suspend.BufferSettings;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KvmUriTest {
    @ParameterizedTest
    @CsvSource({
        "kvm:///system, qemu+unix:///system",
        "kvm:///session, qemu+unix:///session",
        "kvm+unix:///system, qemu+unix:///system",
        "kvm+unix:///system?socket=/run/a/libvirt-sock, qemu+unix:///system?socket=/run/a/libvirt-sock",
        "kvm+unix:///system?socket=/a%26b+c/sock, qemu+unix:///system?socket=/a%26b%2Bc/sock",
        "kvm://node7/system, qemu+tls://node7/system",
        "kvm+tls://node7:16514/system?pkipath=/etc/pki, qemu+tls://node7:16514/system?pkipath=/etc/pki",
        "kvm+tcp://10.77.0.1/system, qemu+tcp://10.77.0.1/system",
        "kvm+tcp://[fe80::1]:16509/system, qemu+tcp://[fe80::1]:16509/system",
        "kvm+ssh://root@node7/system, qemu+ssh://root@node7/system?no_tty=1",
        "kvm+ssh://node7/system?keyfile=/k, qemu+ssh://node7/system?keyfile=/k&no_tty=1",
        "kvm+unix:///system?peer=kvm+tcp://b/system, qemu+unix:///system",
        "kvm+ssh://root@compute_1/system, qemu+ssh://root@compute_1/system?no_tty=1",
        "kvm+tls://node_7.lab/system, qemu+tls://node_7.lab/system",
        "kvm+ssh://root@node-1.lab.42/system, qemu+ssh://root@node-1.lab.42/system?no_tty=1",
        "kvm+ssh://root@[fd00:1::7]:2222/system, qemu+ssh://root@[fd00:1::7]:2222/system?no_tty=1",
        "kvm+ssh://root@[fe80::1%25br0]/system, qemu+ssh://root@[fe80::1%25br0]/system?no_tty=1",
        "kvm+ssh://root@[fe80::1%br0]/system, qemu+ssh://root@[fe80::1%25br0]/system?no_tty=1",
        "kvm+ssh://root@node7/system?name=qemu:///system, qemu+ssh://root@node7/system?no_tty=1",
        "kvm+tls://node7/session?name=qemu:///session, qemu+tls://node7/session",
        "kvm+ssh://root@node7/system/, qemu+ssh://root@node7/system?no_tty=1",
        "kvm+ssh://root@node7/system//, qemu+ssh://root@node7/system?no_tty=1",
        "kvm:///session/, qemu+unix:///session",
        "kvm+ssh://DOM%5Cuser@node7/system, qemu+ssh://DOM%5Cuser@node7/system?no_tty=1",
        "kvm+ssh://jo@corp@node7/system, qemu+ssh://jo%40corp@node7/system?no_tty=1",
        "kvm+unix:///system?socket=/run/user/1000/a b+c, qemu+unix:///system?socket=/run/user/1000/a%20b%2Bc",
        "kvm+unix:///system?socket=/a%3Bb%26c%3D%23, qemu+unix:///system?socket=/a%3Bb%26c%3D%23",
        "kvm+ssh://root@node7/session, qemu+ssh://root@node7/session?no_tty=1",
        "kvm+ssh://node7/system?no_tty=1&no_verify=0, qemu+ssh://node7/system?no_tty=1",
        "kvm+ssh://node7/system?netcat=/bin/nc&proxy=netcat, qemu+ssh://node7/system?netcat=/bin/nc&proxy=netcat&no_tty=1",
        "kvm+ssh://node7/system?known_hosts=/k, qemu+libssh://node7/system?known_hosts=/k",
        "kvm+ssh://node7/system?known_hosts_verify=auto, qemu+libssh://node7/system?known_hosts_verify=auto",
        "kvm+ssh://u@node7/system?sshauth=password, qemu+libssh://u@node7/system?sshauth=password",
        "'kvm+ssh://node7/system?sshauth=privkey,password&keyfile=/k', 'qemu+libssh://node7/system?sshauth=privkey,password&keyfile=/k'",
        "kvm+tcp://b/system?migration-address=b-migration.lab&listen-address=10.79.0.2, qemu+tcp://b/system",
        "kvm+tls://node7/system?tls_priority=NORMAL, qemu+tls://node7/system?tls_priority=NORMAL",
        "kvm+tcp://b/system?buffer-disk=/srv/b&buffer-memory=/run/b&buffer-check=sent, qemu+tcp://b/system"
    })
    void forClient_isLibvirtsForm(String given, String expected) {
        assertThat(KvmUri.of(HostUri.parse(given)).forClient()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "kvm:system, no path",
        "kvm:///, /system or /session",
        "kvm+tcp://node7, /system or /session",
        "kvm+tcp://node7/embed, /embed",
        "kvm+tcp:///system, names no host",
        "kvm+ssh:///system, names no host",
        "kvm+unix://node7/system, node7",
        "kvm+tcp://root@node7/system, root",
        "kvm+tcp://node7/system?no_verify=1, no_verify",
        "kvm+tls://node7/system?no_verify=1, certificate",
        "kvm+ssh://root@node7/system?no_verify=1, ssh root@node7",
        "kvm+ssh://root@node7/system?keyfile=/k&no_verify=1, ssh root@node7",
        "kvm+ssh://node7/system?known_hosts_verify=ignore, ssh node7",
        "kvm+ssh://node7/system?known_hosts_verify=maybe, maybe",
        "kvm+ssh://node7/system?no_tty=0, no_tty=0",
        "'kvm+ssh://node7/system?sshauth=password,carrier-pigeon', 'agent, keyboard-interactive, password, privkey'",
        "kvm+ssh://node7/system?proxy=squid, squid",
        "kvm+tls://node7/system?sshauth=password, sshauth",
        "kvm+tcp://node7/system?known_hosts=/k, known_hosts",
        "kvm+ssh://node7/system?name=qemu:///session, qemu:///system",
        "kvm+ssh://node7/system?name=test:///default, test:///default",
        "kvm+ssh://node7/system/x, /system/x",
        "kvm:///system?peer=qemu+ssh://root@b/system, write kvm+ssh://root@b/system",
        "kvm+tcp://node7/system?socket=/x, socket",
        "kvm+unix:///system?command=/bin/sh, command",
        "kvm+ssh://node7/system?command=/bin/sh, command",
        "kvm+unix:///system?socket=, socket",
        "kvm:///system#part, #part",
        "kvm:///system?peer=xen+tcp://b/system, kvm:",
        "kvm:///system?peer=kvm:///system, name a host",
        "kvm:///system?peer=nonsense, nonsense",
        "kvm:///system?buffer-disk=srv, srv",
        "kvm:///system?buffer-disk=/srv/../etc, /srv/../etc",
        "kvm:///system?buffer-memory=/, memory",
        "kvm:///system?buffer-disk=/dev/shm/vacate, same directory",
        "kvm+tcp://b/system?migration-address=10.79.0.2:49152, port",
        "kvm+tcp://b/system?migration-address=10.79.0.2/24, 10.79.0.2/24",
        "kvm+tcp://b/system?listen-address=name.lab, name.lab",
        "kvm:///system?buffer-check=maybe, maybe"
    })
    void of_whatMeansNothingHere_isRefusedByName(String given, String named) {
        HostUri uri = HostUri.parse(given);

        assertThatThrownBy(() -> KvmUri.of(uri))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }

    @ParameterizedTest
    @CsvSource({
        "kvm+tcp://b/system, qemu+tcp://b/system",
        "kvm+tls://b/system?pkipath=/here/only, qemu+tls://b/system",
        "kvm+ssh://u@b/system?keyfile=/here/only, qemu+ssh://u@b/system?no_tty=1",
        "kvm+unix:///system?socket=/s&peer=kvm+tcp://b/system, qemu+tcp://b/system",
        "kvm+ssh://root@node_7:2222/system?sshauth=password, qemu+ssh://root@node_7:2222/system?no_tty=1",
        "kvm+ssh://root@[fd00:1::7]:2222/system/, qemu+ssh://root@[fd00:1::7]:2222/system?no_tty=1",
        "kvm+tls://[fe80::1%br0]/system?peer=kvm+tls://[fd00::1]:16515/system, qemu+tls://[fd00::1]:16515/system"
    })
    void peerUri_isWhatMeansTheSameElsewhere(String given, String expected) {
        assertThat(KvmUri.of(HostUri.parse(given)).peerUri(Optional.empty())).isEqualTo(expected);
    }

    @Test
    void peerUri_requestGoesFirst() {
        LibvirtUri address = KvmUri.of(HostUri.parse("kvm+unix:///system?peer=kvm+tcp://b/system"));

        assertThat(address.peerUri(Optional.of(HostUri.parse("kvm+tls://c/system"))))
                .isEqualTo("qemu+tls://c/system");
    }

    @Test
    void peerUri_unixSocketWithoutPeer_saysHowToFixIt() {
        LibvirtUri address = KvmUri.of(HostUri.parse("kvm+unix:///system?socket=/s"));

        assertThatThrownBy(() -> address.peerUri(Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kvm+unix:///system?socket=/s")
                .hasMessageContaining("?peer=kvm+tls://");
    }

    @Test
    void peerUri_linkLocalAddress_saysHowToFixIt() {
        LibvirtUri address = KvmUri.of(HostUri.parse("kvm+tls://[fe80::1%br0]/system"));

        assertThatThrownBy(() -> address.peerUri(Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("fe80::1%br0", "?peer=kvm+tls://");
    }

    @Test
    void peerName_isTheOtherName_underscoresIncluded() {
        LibvirtUri address = KvmUri.of(HostUri.parse("kvm+tls://node7/system?peer=kvm+tls://node_7.lab/system"));

        assertThat(address.peerName(Optional.empty())).contains("node_7.lab");
        assertThat(address.peerName(Optional.of(HostUri.parse("kvm+tcp://node7:16509/system"))))
                .isEmpty();
    }

    @Test
    void foreignScheme_isAnsweredWithTheAddressToWrite() {
        assertThatThrownBy(() -> Hosts.open("qemu+ssh://root@node_7:22/system?keyfile=/k"))
                .isInstanceOf(NoDriverException.class)
                .hasMessageContaining("write kvm+ssh://root@node_7:22/system?keyfile=/k");
        assertThatThrownBy(() -> Hosts.open("qemu:///system"))
                .isInstanceOf(NoDriverException.class)
                .hasMessageContaining("write kvm:///system");
    }

    @Test
    void buffers_areAsGiven_orTheDefaults() {
        String given = "kvm:///system?buffer-disk=/srv/b&buffer-check=sent";

        assertThat(KvmUri.of(HostUri.parse(given)).buffers())
                .isEqualTo(new BufferSettings("/srv/b", BufferSettings.DEFAULT.memory(), false));
        assertThat(KvmUri.of(HostUri.parse("kvm:///system")).buffers()).isEqualTo(BufferSettings.DEFAULT);
    }
}
