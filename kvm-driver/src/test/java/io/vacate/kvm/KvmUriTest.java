package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        "kvm+tcp://no_de/system, no_de",
        "kvm+tcp://root@node7/system, root",
        "kvm+tcp://node7/system?no_verify=1, no_verify",
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
        "kvm+unix:///system?socket=/s&peer=kvm+tcp://b/system, qemu+tcp://b/system"
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
    void buffers_areAsGiven_orTheDefaults() {
        String given = "kvm:///system?buffer-disk=/srv/b&buffer-check=sent";

        assertThat(KvmUri.of(HostUri.parse(given)).buffers())
                .isEqualTo(new BufferSettings("/srv/b", BufferSettings.DEFAULT.memory(), false));
        assertThat(KvmUri.of(HostUri.parse("kvm:///system")).buffers()).isEqualTo(BufferSettings.DEFAULT);
    }
}
