package io.vacate.kvm.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.api.preflight.Severity;
import io.vacate.api.unit.DataRate;
import io.vacate.libvirt.guest.GuestFacts;
import io.vacate.libvirt.guest.GuestState;
import io.vacate.libvirt.guest.HypervisorAnswer;
import io.vacate.libvirt.host.LibvirtVersion;
import io.vacate.libvirt.host.Platform;
import io.vacate.libvirt.host.Presence;
import io.vacate.libvirt.preflight.AddressCheck;
import io.vacate.libvirt.preflight.Move;
import io.vacate.libvirt.xml.DomainXml;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
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
    private GuestState state = GuestState.NONE;
    private HypervisorAnswer answer = HypervisorAnswer.NONE;
    private String type = "kvm";

    private ListAssert<Finding> assertFindings(String cpuAndDevices) {
        GuestFacts guest = guest(cpuAndDevices);
        return assertThat(
                KvmPreflight.findings(new Move(guest, guest, state, source, destination, request, peer, answer)));
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
                .containsExactlyInAnyOrder(Check.CPU, Check.DISK, Check.NETWORK, Check.VERSION);
    }

    @Test
    void machineType_thatIsUnknownThere_blocks() {
        destination.platformObstacle = Optional.of("the machine 'pc-q35-8.2' is not supported by emulator");

        assertFindings(CUSTOM_CPU)
                .singleElement()
                .satisfies(found -> assertThat(found.severity()).isEqualTo(Severity.BLOCKER))
                .satisfies(found -> assertThat(found.message()).contains("pc-q35-8.2", "kvm://two/system"));
    }

    @ParameterizedTest
    @CsvSource({"'missing features: ht',", "'missing features: ht, avx2', BLOCKER"})
    void cpuFeature_thatTheSourceIsSaidToLackAsWell_isNotMissed(String lacking, Severity expected) {
        source.cpuObstacle = Optional.of("missing features: ht");
        destination.cpuObstacle = Optional.of(lacking);

        assertFindings(CUSTOM_CPU)
                .extracting(Finding::severity)
                .isEqualTo(expected == null ? List.of() : List.of(expected));
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
    void postCopyThatCannotBeTakenUpAgain_isANoteThatNamesTheHost() {
        destination.libvirt = new LibvirtVersion(11, 3, 0);
        destination.capabilities.remove(Capability.POST_COPY_RECOVERY);

        assertFindings("").isEmpty();
        request = MigrationRequest.builder()
                .mode(new MigrationMode.PostCopy(new MigrationMode.Trigger.Immediately()))
                .build();
        assertFindings("").singleElement().satisfies(found -> {
            assertThat(found.severity()).isEqualTo(Severity.NOTE);
            assertThat(found.message()).contains("kvm://two/system", "11.3.0", "8.5 or later");
        });
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
        "FULL, ABSENT, NOTE",
        "FULL, UNKNOWN, NOTE",
        "INCREMENTAL, ACTIVE, RISK",
        "INCREMENTAL, ABSENT, NOTE",
        "INCREMENTAL, UNKNOWN, NOTE"
    })
    void disk_mustBeThereOrGetThere(StorageCopy copy, Presence there, Severity expected) {
        request = MigrationRequest.builder().storageCopy(copy).build();
        destination.presence.put("/images/vda.qcow2", there);

        ListAssert<Finding> found =
                assertFindings(disk("vda", "<backingStore><source file='/images/base'/></backingStore>"));

        if (expected == null) {
            found.isEmpty();
        } else {
            found.singleElement().satisfies(one -> {
                assertThat(one.severity()).isEqualTo(expected);
                assertThat(one.check()).isEqualTo(expected == Severity.RISK ? Check.OVERWRITE : Check.DISK);
                assertThat(one.message()).contains("vda", "/images/vda.qcow2");
            });
        }
    }

    @Test
    void mediumInADrive_isNotCopiedAlong() {
        request = MigrationRequest.builder().storageCopy(StorageCopy.FULL).build();
        destination.presence.put("/images/sda.qcow2", Presence.ABSENT);

        assertFindings(disk("sda", "<readonly/>").replace("<disk ", "<disk device='cdrom' "))
                .extracting(Finding::severity)
                .containsOnlyOnce(Severity.BLOCKER);
        request = MigrationRequest.live();
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
        request = MigrationRequest.builder().storageCopy(StorageCopy.FULL).build();
        assertFindings(unsafe).extracting(Finding::severity).containsExactly(Severity.NOTE);
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
    void peerThatNobodyKnowsHere_isNoted() {
        AddressCheck check = new AddressCheck("set migration_host", "known"::equals);
        GuestFacts guest = guest("");

        assertThat(check.findings(new Move(guest, source, destination, request, Optional.of("known"))))
                .isEmpty();
        assertThat(check.findings(new Move(guest, source, destination, request, Optional.of("ghost"))))
                .singleElement()
                .satisfies(found -> assertThat(found.message()).contains("'ghost'"));
        destination.hostName = "localhost.localdomain";
        assertThat(check.findings(new Move(guest, source, destination, request, Optional.empty())))
                .singleElement()
                .satisfies(found -> assertThat(found.message()).contains("migration_host"));
    }

    private static String disk(String target, String more) {
        return "<disk type='file'><source file='/images/%s.qcow2'/><target dev='%s'/>%s</disk>"
                .formatted(target, target, more);
    }
}
