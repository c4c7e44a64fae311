package io.vacate.kvm.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.vacate.api.host.Capability;
import io.vacate.api.host.CpuInfo;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.api.preflight.Severity;
import io.vacate.api.unit.DataRate;
import io.vacate.libvirt.host.LibvirtVersion;
import io.vacate.libvirt.host.Platform;
import io.vacate.libvirt.host.Presence;
import io.vacate.libvirt.preflight.AddressCheck;
import io.vacate.libvirt.preflight.GuestFacts;
import io.vacate.libvirt.preflight.HostFacts;
import io.vacate.libvirt.preflight.Move;
import io.vacate.libvirt.xml.DomainXml;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is concluded from a definition and from what hosts answer. */
class KvmPreflightTest {
    private static final String CUSTOM_CPU =
            "<cpu mode='custom' check='full'><model>Skylake</model><feature policy='require' name='avx2'/></cpu>";

    private final FakeHost source = new FakeHost("kvm://one/system");
    private final FakeHost destination = new FakeHost("kvm://two/system");
    private MigrationRequest request = MigrationRequest.live();
    private Optional<String> peer = Optional.empty();
    private String type = "kvm";

    /** A host whose answers are set beforehand; what nobody set is there and fits. */
    private static final class FakeHost implements HostFacts {
        private final String name;
        private final Map<String, Presence> presence = new HashMap<>();
        private LibvirtVersion libvirt = new LibvirtVersion(9, 0, 0);
        private LibvirtVersion qemu = new LibvirtVersion(10, 0, 2);
        private String cpuModel = "EPYC-Rome";
        private String hostName = "node";
        private Set<Capability> capabilities = EnumSet.allOf(Capability.class);
        private Optional<String> platformObstacle = Optional.empty();
        private Optional<String> cpuObstacle = Optional.empty();
        private Platform askedFor = new Platform("", "", "", "");
        private String askedForCpu = "";

        FakeHost(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public LibvirtVersion libvirt() {
            return libvirt;
        }

        @Override
        public LibvirtVersion hypervisor() {
            return qemu;
        }

        @Override
        public String hypervisorName() {
            return "QEMU";
        }

        @Override
        public CpuInfo cpu() {
            return new CpuInfo("x86_64", cpuModel, 4, 0);
        }

        @Override
        public String hostName() {
            return hostName;
        }

        @Override
        public Set<Capability> capabilities() {
            return capabilities;
        }

        @Override
        public Optional<String> platformObstacle(Platform platform) {
            askedFor = platform;
            return platformObstacle;
        }

        @Override
        public Optional<String> cpuObstacle(Platform platform, String cpuXml) {
            askedForCpu = cpuXml;
            return cpuObstacle;
        }

        @Override
        public Presence network(String network) {
            return presence.getOrDefault("network " + network, Presence.ACTIVE);
        }

        @Override
        public Presence networkInterface(String device) {
            return presence.getOrDefault("interface " + device, Presence.ACTIVE);
        }

        @Override
        public Presence volume(String path) {
            return presence.getOrDefault(path, Presence.ACTIVE);
        }
    }

    private ListAssert<Finding> assertFindings(String cpuAndDevices) {
        GuestFacts guest = guest(cpuAndDevices);
        return assertThat(KvmPreflight.findings(new Move(guest, guest, source, destination, request, peer)));
    }

    private GuestFacts guest(String cpuAndDevices) {
        int devices = cpuAndDevices.startsWith("<cpu") ? cpuAndDevices.indexOf("</cpu>") + "</cpu>".length() : 0;
        return GuestFacts.of(DomainXml.parse(
                """
                <domain type='%s'><name>web</name>
                  <os><type arch='x86_64' machine='pc-q35-8.2'>hvm</type></os>%s
                  <devices><emulator>/usr/bin/qemu</emulator>%s</devices>
                </domain>""".formatted(type, cpuAndDevices.substring(0, devices), cpuAndDevices.substring(devices))));
    }

    @Test
    void everythingFits_findsNothing() {
        assertFindings(CUSTOM_CPU + disk("vda", "") + "<interface type='bridge'><source bridge='br0'/></interface>")
                .isEmpty();
        assertThat(destination.askedFor).isEqualTo(new Platform("kvm", "x86_64", "pc-q35-8.2", "/usr/bin/qemu"));
        assertThat(destination.askedForCpu).startsWith("<cpu").contains("avx2").doesNotContain("<?xml");
    }

    @Test
    void manyThings_areFoundAtOnce() {
        destination.cpuObstacle = Optional.of("missing features: avx2");
        destination.presence.put("/images/vda.qcow2", Presence.ABSENT);
        destination.presence.put("network lab", Presence.ABSENT);
        destination.qemu = new LibvirtVersion(9, 1, 0);

        assertFindings(CUSTOM_CPU + disk("vda", "") + "<interface type='network'><source network='lab'/></interface>")
                .extracting(Finding::check)
                .containsExactlyInAnyOrder(Check.CPU, Check.DISK, Check.NETWORK, Check.HYPERVISOR);
    }

    @Test
    void machineType_thatIsUnknownThere_blocks() {
        destination.platformObstacle = Optional.of("the machine 'pc-q35-8.2' is not supported by emulator");

        assertFindings(CUSTOM_CPU)
                .singleElement()
                .satisfies(found -> assertThat(found.severity()).isEqualTo(Severity.BLOCKER))
                .satisfies(found -> assertThat(found.message()).contains("pc-q35-8.2", "kvm://two/system"));
    }

    @Test
    void cpu_thatNobodyChecks_isARiskOnly() {
        destination.cpuObstacle = Optional.of("missing features: avx2");

        assertFindings(CUSTOM_CPU.replace("full", "none"))
                .singleElement()
                .satisfies(found -> assertThat(found.severity()).isEqualTo(Severity.RISK));
    }

    @ParameterizedTest
    @CsvSource({"EPYC-Rome, NOTE", "Skylake, RISK"})
    void hostPassthrough_isWorthAWordOrMore(String modelThere, Severity expected) {
        destination.cpuModel = modelThere;

        assertFindings("<cpu mode='host-passthrough'></cpu>").singleElement().satisfies(found -> {
            assertThat(found.severity()).isEqualTo(expected);
            assertThat(found.message()).contains("host-passthrough", "EPYC-Rome", modelThere);
        });
    }

    @Test
    void emulatedMaximum_dependsOnQemuAlone() {
        type = "qemu";
        destination.cpuModel = "Skylake";

        assertFindings("<cpu mode='maximum'></cpu>").isEmpty();
        destination.qemu = new LibvirtVersion(10, 1, 0);
        assertFindings("<cpu mode='maximum'></cpu>")
                .singleElement()
                .satisfies(found -> assertThat(found.severity()).isEqualTo(Severity.RISK));
    }

    @Test
    void emulationByQemu7_isARisk_andKvmIsNot() {
        source.qemu = new LibvirtVersion(7, 2, 0);
        assertFindings("").isEmpty();

        type = "qemu";

        assertFindings("").singleElement().satisfies(found -> {
            assertThat(found.severity()).isEqualTo(Severity.RISK);
            assertThat(found.message()).contains("7.2.0", "kvm://one/system", "corrupt");
        });
    }

    @Test
    void olderQemuThere_isARisk_olderLibvirtANote() {
        destination.qemu = new LibvirtVersion(9, 2, 0);
        destination.libvirt = new LibvirtVersion(8, 0, 0);

        assertFindings("").extracting(Finding::severity).containsExactlyInAnyOrder(Severity.RISK, Severity.NOTE);
        destination.qemu = new LibvirtVersion(10, 0, 0);
        destination.libvirt = new LibvirtVersion(9, 0, 0);
        assertFindings("").isEmpty();
    }

    @Test
    void limits_thatWouldBeRefusedAtTheStart_block_andRoundingsAreNotes() {
        request = MigrationRequest.builder()
                .downtime(Duration.ofSeconds(2001))
                .bandwidth(DataRate.ofBytesPerSecond(3 << 19))
                .build();

        assertFindings("")
                .extracting(Finding::severity, Finding::check)
                .containsExactly(tuple(Severity.BLOCKER, Check.LIMIT), tuple(Severity.NOTE, Check.LIMIT));
    }

    @Test
    void whatQemuCannotCombine_blocks() {
        request = MigrationRequest.builder().tunnelled().parallelConnections(2).build();

        assertFindings("").singleElement().satisfies(found -> {
            assertThat(found.severity()).isEqualTo(Severity.BLOCKER);
            assertThat(found.message()).contains("tunnelled", "parallelConnections");
        });
    }

    @Test
    void capability_thatOnlyTheSourceHas_blocks() {
        request = MigrationRequest.builder().parallelConnections(4).build();
        destination.capabilities = EnumSet.of(Capability.PRE_COPY);

        assertFindings("")
                .singleElement()
                .satisfies(found -> assertThat(found.message()).contains("PARALLEL_CONNECTIONS", "kvm://two/system"));
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, ACTIVE, ",
        "NONE, ABSENT, BLOCKER",
        "NONE, UNKNOWN, NOTE",
        "FULL, ACTIVE, RISK",
        "FULL, ABSENT, ",
        "FULL, UNKNOWN, ",
        "INCREMENTAL, ACTIVE, RISK",
        "INCREMENTAL, ABSENT, ",
        "INCREMENTAL, UNKNOWN, "
    })
    void disk_mustBeThereOrGetThere(StorageCopy copy, Presence there, Severity expected) {
        request = MigrationRequest.builder().storageCopy(copy).build();
        destination.presence.put("/images/vda.qcow2", there);

        ListAssert<Finding> found = assertFindings(disk("vda", ""));

        if (expected == null) {
            found.isEmpty();
        } else {
            found.singleElement().satisfies(one -> {
                assertThat(one.severity()).isEqualTo(expected);
                assertThat(one.check()).isEqualTo(Check.DISK);
                assertThat(one.message()).contains("vda", "/images/vda.qcow2", "kvm://two/system");
            });
        }
    }

    @Test
    void mediumInADrive_isNotCopiedAlong() {
        request = MigrationRequest.builder().storageCopy(StorageCopy.FULL).build();
        destination.presence.put("/images/sda.qcow2", Presence.ABSENT);

        assertFindings(disk("sda", "<readonly/>").replace("<disk ", "<disk device='cdrom' "))
                .singleElement()
                .satisfies(found -> assertThat(found.severity()).isEqualTo(Severity.BLOCKER));
        assertFindings("<disk type='file' device='cdrom'><target dev='sda'/><readonly/></disk>")
                .isEmpty();
    }

    @Test
    void unsafeCache_isARisk_unlessTheDiskIsCopied() {
        String unsafe = disk("vda", "<driver name='qemu' cache='unsafe'/>");

        assertFindings(unsafe)
                .singleElement()
                .satisfies(found -> assertThat(found.severity()).isEqualTo(Severity.RISK));
        destination.presence.put("/images/vda.qcow2", Presence.ABSENT);
        request =
                MigrationRequest.builder().storageCopy(StorageCopy.INCREMENTAL).build();
        destination.presence.put("/images/vda.qcow2", Presence.ABSENT);
        assertFindings(unsafe).isEmpty();
    }

    @Test
    void diskOnTheNetwork_needsNoPath() {
        assertFindings("<disk type='network'><source protocol='rbd' name='pool/web'/><target dev='vda'/></disk>")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ABSENT, BLOCKER", "INACTIVE, BLOCKER", "UNKNOWN, NOTE"})
    void network_mustBeThereAndActive(Presence there, Severity expected) {
        destination.presence.put("network lab", there);
        String twice = "<interface type='network'><source network='lab'/></interface>".repeat(2);

        assertFindings(twice).singleElement().satisfies(found -> {
            assertThat(found.severity()).isEqualTo(expected);
            assertThat(found.message()).contains("'lab'");
        });
    }

    @Test
    void bridgeAndMacvtap_areInterfaces() {
        destination.presence.put("interface br0", Presence.ABSENT);
        destination.presence.put("interface eth1", Presence.UNKNOWN);

        assertFindings("<interface type='bridge'><source bridge='br0'/></interface>"
                        + "<interface type='direct'><source dev='eth1' mode='bridge'/></interface>"
                        + "<interface type='user'/>")
                .extracting(Finding::severity)
                .containsExactlyInAnyOrder(Severity.BLOCKER, Severity.NOTE);
    }

    @Test
    void devicesOfTheHost_areNoted() {
        assertFindings("<hostdev mode='subsystem' type='pci'/><hostdev mode='subsystem' type='usb'/>"
                        + "<filesystem type='mount'><source dir='/srv/share'/></filesystem>"
                        + "<serial type='file'><source path='/var/log/web'/></serial><serial type='pty'/>")
                .hasSize(4)
                .allSatisfy(found -> assertThat(found.severity()).isEqualTo(Severity.NOTE))
                .extracting(Finding::message)
                .anyMatch(text -> text.contains("PCI"))
                .anyMatch(text -> text.contains("/srv/share"))
                .anyMatch(text -> text.contains("/var/log/web"));
    }

    @Test
    void peerThatNobodyKnowsHere_isNoted() {
        AddressCheck check = new AddressCheck("set migration_host", "known"::equals);
        GuestFacts guest = guest("");

        assertThat(check.findings(new Move(guest, guest, source, destination, request, Optional.of("known"))))
                .isEmpty();
        assertThat(check.findings(new Move(guest, guest, source, destination, request, Optional.of("ghost"))))
                .singleElement()
                .satisfies(found -> assertThat(found.message()).contains("'ghost'"));
        destination.hostName = "localhost.localdomain";
        assertThat(check.findings(new Move(guest, guest, source, destination, request, Optional.empty())))
                .singleElement()
                .satisfies(found -> assertThat(found.message()).contains("migration_host"));
    }

    private static String disk(String target, String more) {
        return "<disk type='file'><source file='/images/%s.qcow2'/><target dev='%s'/>%s</disk>"
                .formatted(target, target, more);
    }
}
