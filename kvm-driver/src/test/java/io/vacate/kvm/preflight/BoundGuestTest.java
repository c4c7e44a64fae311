package io.vacate.kvm.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.api.preflight.Severity;
import io.vacate.api.unit.DataSize;
import io.vacate.libvirt.guest.GuestFacts;
import io.vacate.libvirt.guest.GuestState;
import io.vacate.libvirt.guest.HypervisorAnswer;
import io.vacate.libvirt.host.Presence;
import io.vacate.libvirt.preflight.Move;
import io.vacate.libvirt.storage.StoredFile;
import io.vacate.libvirt.xml.DomainXml;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ties a VM to its host: each thing is one finding, and what does not tie it is none. */
class BoundGuestTest {
    private static final HypervisorAnswer ALLOWS = new HypervisorAnswer(true, Optional.empty(), Optional.empty());

    private final FakeHost source = new FakeHost("kvm://one/system");
    private final FakeHost destination = new FakeHost("kvm://two/system");
    private MigrationRequest request = MigrationRequest.live();
    private GuestState state = GuestState.NONE;
    private HypervisorAnswer answer = HypervisorAnswer.NONE;

    private ListAssert<Finding> assertDevices(String devices) {
        return assertGuest("<devices>%s</devices>".formatted(devices));
    }

    private ListAssert<Finding> assertGuest(String content) {
        GuestFacts guest = GuestFacts.of(DomainXml.parse(
                "<domain type='kvm'><name>web</name><memory unit='GiB'>4</memory>%s</domain>".formatted(content)));
        return assertThat(KvmPreflight.findings(
                new Move(guest, guest, state, source, destination, request, Optional.empty(), answer)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<hostdev mode='subsystem' type='pci'><source><address domain='0x0000' bus='0x3b' slot='0x02' function='0x1'/></source></hostdev>",
                "<hostdev mode='subsystem' type='scsi'/>",
                "<hostdev mode='subsystem' type='scsi_host'/>",
                "<hostdev mode='subsystem' type='mdev'><source><address uuid='c9b3c7b0'/></source></hostdev>",
                "<hostdev mode='capabilities' type='misc'/>",
                "<interface type='hostdev'><mac address='52:54:00:00:00:01'/></interface>",
                "<interface type='vdpa'><source dev='/dev/vhost-vdpa-0'/></interface>",
                "<filesystem type='mount'><driver type='virtiofs'/><source dir='/srv'/></filesystem>",
                "<shmem name='glass' role='peer'><model type='ivshmem-plain'/></shmem>",
                "<disk type='file' device='disk'><source file='/images/a'/><target dev='vda'/><transient/></disk>"
            })
    void whatHypervisorsRefuse_blocks_andIsANoteWhereTheHypervisorDoesNot(String device) {
        assertDevices(device)
                .singleElement()
                .satisfies(found -> assertThat(found.severity()).isEqualTo(Severity.BLOCKER));
        answer = ALLOWS;
        assertDevices(device)
                .singleElement()
                .satisfies(found -> assertThat(found.severity()).isEqualTo(Severity.NOTE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<devices><tpm model='tpm-tis'><backend type='passthrough'><device path='/dev/tpm0'/></backend></tpm></devices>",
                "<launchSecurity type='sev'/><devices/>"
            })
    void whatCanNeverMove_blocks_whateverTheHypervisorSays(String content) {
        answer = ALLOWS;

        assertGuest(content)
                .singleElement()
                .satisfies(found -> assertThat(found.severity()).isEqualTo(Severity.BLOCKER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<hostdev mode='subsystem' type='usb'/>",
                "<interface type='vhostuser'><source type='unix' path='/run/vhu0'/></interface>",
                "<input type='evdev'><source dev='/dev/input/event3'/></input>",
                "<rng model='virtio'><backend model='random'>/dev/hwrng</backend></rng>",
                "<memory model='nvdimm'><source><path>/dev/pmem0</path></source></memory>",
                "<graphics type='vnc' port='5901' autoport='no'/>",
                "<vsock model='virtio'><cid auto='no' address='42'/></vsock>",
                "<serial type='file'><source path='/var/log/web'/></serial><console type='file'><source path='/var/log/web'/></console>",
                "<graphics type='vnc' autoport='yes' listen='127.0.0.1'/><smartcard mode='host'/>",
                "<smartcard mode='host'/>",
                "<tpm><backend type='external'><source path='/run/tpm'/></backend></tpm>"
            })
    void whatTheDestinationNeedsAsWell_isNoted(String device) {
        assertDevices(device)
                .singleElement()
                .satisfies(found -> assertThat(found.severity()).isEqualTo(Severity.NOTE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<interface type='hostdev'><teaming type='transient' persistent='ua-0'/></interface>",
                "<hostdev mode='subsystem' type='pci'><teaming type='transient' persistent='ua-0'/></hostdev>",
                "<interface type='user'/>",
                "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>",
                "<tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>",
                "<graphics type='spice' autoport='yes' port='5900'/><graphics type='vnc' port='-1' autoport='yes'/>",
                "<vsock model='virtio'><cid auto='yes' address='3'/></vsock>",
                "<shmem name='glass' role='master'><model type='ivshmem-plain'/></shmem>",
                "<input type='tablet' bus='usb'/><serial type='pty'/>",
                "<memory model='dimm'><target><size unit='KiB'>1024</size></target><address type='dimm' slot='0'/></memory>"
            })
    void whatMovesAlong_isNoFinding(String device) {
        assertDevices(device).isEmpty();
    }

    @Test
    void fixedPortThatAnotherVmHasThere_blocks() {
        destination.holders.put(5901, "db");

        assertDevices("<graphics type='spice' port='5901' tlsPort='5902' autoport='no'/>")
                .extracting(Finding::severity)
                .containsExactlyInAnyOrder(Severity.BLOCKER, Severity.NOTE);
    }

    @Test
    void argumentsForQemuItself_areNoted() {
        assertGuest("<devices/><qemu:commandline><qemu:arg value='-device'/></qemu:commandline>")
                .singleElement()
                .satisfies(found -> assertThat(found.severity()).isEqualTo(Severity.NOTE));
    }

    @ParameterizedTest
    @CsvSource({"'', BLOCKER", "frequency='2600000000',"})
    void invariantTsc_blocksUnlessItsFrequencyIsFixed(String frequency, Severity expected) {
        String content =
                "<cpu mode='host-passthrough'><feature policy='require' name='invtsc'/></cpu><clock><timer name='tsc' %s/></clock><devices/>"
                        .formatted(frequency);

        assertGuest(content)
                .extracting(Finding::severity)
                .contains(Severity.NOTE)
                .filteredOn(severity -> severity == Severity.BLOCKER)
                .hasSize(expected == null ? 0 : 1);
    }

    @Test
    void snapshotsCheckpointsAndBlockJobs_areFound() {
        state = new GuestState(3, 1, List.of("vda"));

        assertDevices("")
                .extracting(found -> found.severity() + " " + found.check())
                .containsExactlyInAnyOrder("BLOCKER SNAPSHOT", "RISK SNAPSHOT", "BLOCKER DISK");
    }

    @Test
    void refusalThatNothingExplains_isToldInTheHypervisorsWords() {
        answer = new HypervisorAnswer(true, Optional.of("domain is marked for auto destroy"), Optional.empty());

        assertDevices("").singleElement().satisfies(found -> {
            assertThat(found.check()).isEqualTo(Check.HYPERVISOR);
            assertThat(found.severity()).isEqualTo(Severity.BLOCKER);
            assertThat(found.message()).contains("marked for auto destroy", "kvm://one/system");
        });
        state = new GuestState(1, 0, List.of());
        assertDevices("").extracting(Finding::check).containsExactly(Check.SNAPSHOT);
    }

    @Test
    void runningVmsNetwork_isAskedForByItsName_notByTheSourcesBridge() {
        destination.presence.put("interface br-enp65s0", Presence.ABSENT);
        destination.presence.put("interface enp66s0f1", Presence.ABSENT);
        String live =
                "<interface type='bridge'><source network='lan' portid='0b0a' bridge='br-enp65s0'/></interface><interface type='direct'><source network='storage' dev='enp66s0f1' mode='bridge'/></interface>";

        assertDevices(live).isEmpty();
        destination.presence.put("network lan", Presence.INACTIVE);
        assertDevices(live)
                .singleElement()
                .satisfies(found -> assertThat(found.severity()).isEqualTo(Severity.BLOCKER));
    }

    @Test
    void bridgeWithoutCarrier_isNoObstacle() {
        destination.presence.put("interface br-cluster", Presence.INACTIVE);
        destination.presence.put("interface br-int", Presence.INACTIVE);

        assertDevices(
                        "<interface type='bridge'><source bridge='br-cluster'/></interface><interface type='bridge'><source bridge='br-int'/><virtualport type='openvswitch'/></interface>")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"mandatory, BLOCKER", "requisite, NOTE", "optional, NOTE"})
    void missingMedium_isWhatItsStartupPolicySays(String policy, Severity expected) {
        destination.presence.put("/srv/virtio.iso", Presence.ABSENT);

        assertDevices(
                        "<disk type='file' device='cdrom'><source file='/srv/virtio.iso' startupPolicy='%s'/><target dev='sda'/><readonly/></disk>"
                                .formatted(policy))
                .singleElement()
                .satisfies(found -> assertThat(found.severity()).isEqualTo(expected));
    }

    @Test
    void storageCopy_takesFilesOfTheSourcesOwn_andNoOthers() {
        request = MigrationRequest.builder().storageCopy(StorageCopy.FULL).build();
        source.fileSystems.put("/images/vda", "ext4");
        source.fileSystems.put("/mnt/nfs/vdd", "nfs4");
        destination.presence.put("/images/vda", Presence.ABSENT);

        assertDevices(mixedDisks())
                .allSatisfy(found -> assertThat(found.severity()).isEqualTo(Severity.NOTE))
                .extracting(Finding::message)
                .anyMatch(text -> text.contains("vda") && text.endsWith("is copied"))
                .anyMatch(text -> text.contains("vdb") && text.contains("not copied"))
                .anyMatch(text -> text.contains("vdc") && text.contains("not copied"))
                .anyMatch(text -> text.contains("vdd") && text.contains("nfs4"))
                .hasSize(4);
    }

    private static String mixedDisks() {
        return "<disk type='file'><source file='/images/vda'/><target dev='vda'/></disk>"
                + "<disk type='block' device='lun'><source dev='/dev/mapper/lun'/><target dev='vdb'/></disk>"
                + "<disk type='network'><source protocol='rbd' name='vms/db'/><target dev='vdc'/></disk>"
                + "<disk type='file'><source file='/mnt/nfs/vdd'/><target dev='vdd'/></disk>"
                + "<disk type='file'><source file='/images/shared'/><target dev='vde'/><shareable/></disk>"
                + "<disk type='file' device='cdrom'><target dev='sda'/><readonly/></disk>";
    }

    @Test
    void storageCopyOfNamedDisks_takesTheseAlone_andRefusesOthersNames() {
        request = MigrationRequest.builder()
                .storageCopy(StorageCopy.FULL)
                .copiedDisks(Set.of("vdb"))
                .build();

        assertDevices(mixedDisks())
                .extracting(Finding::message)
                .anyMatch(text -> text.contains("vdb") && text.endsWith("is copied"));
        request = request.toBuilder().copiedDisks(Set.of("vde")).build();
        assertDevices(mixedDisks())
                .singleElement()
                .satisfies(found -> assertThat(found.message()).contains("'vde'", "vda, vdb, vdc, vdd"));
    }

    @Test
    void incrementalCopyOfADiskWithoutABase_blocks() {
        request =
                MigrationRequest.builder().storageCopy(StorageCopy.INCREMENTAL).build();
        destination.presence.put("/images/vda", Presence.ABSENT);

        assertDevices("<disk type='file'><source file='/images/vda'/><target dev='vda'/></disk>")
                .singleElement()
                .satisfies(found -> assertThat(found.severity()).isEqualTo(Severity.BLOCKER));
    }

    @ParameterizedTest
    @CsvSource({"100, NOTE", "99, RISK", "103, RISK"})
    void diskThatTheDestinationSeesAsWell_isNotCopied_andAnotherOfItsNameIsNotOverwritten(
            int changedThere, Severity expected) {
        request = MigrationRequest.builder().storageCopy(StorageCopy.FULL).build();
        source.stored.put("/images/vda", stored(100));
        destination.stored.put("/images/vda", stored(changedThere));

        assertDevices("<disk type='file'><source file='/images/vda'/><target dev='vda'/></disk>")
                .first()
                .satisfies(found -> {
                    assertThat(found.severity()).isEqualTo(expected);
                    assertThat(found.check()).isEqualTo(expected == Severity.RISK ? Check.OVERWRITE : Check.DISK);
                    assertThat(found.message()).doesNotContainIgnoringCase("remove");
                });
    }

    private static StoredFile stored(int second) {
        return new StoredFile("vda", DataSize.ofMebibytes(64), Instant.ofEpochSecond(second));
    }

    @Test
    void localDisk_isUnsafeToShare_unlessTheHypervisorTrustsIt() {
        source.fileSystems.put("/images/vda", "xfs");
        String disk = "<disk type='file'><source file='/images/vda'/><target dev='vda'/></disk>";

        assertDevices(disk).singleElement().satisfies(found -> {
            assertThat(found.severity()).isEqualTo(Severity.RISK);
            assertThat(found.check()).isEqualTo(Check.STORAGE);
            assertThat(found.message()).contains("vda", "xfs");
        });
        answer = ALLOWS;
        assertDevices(disk).isEmpty();
        answer =
                new HypervisorAnswer(true, Optional.empty(), Optional.of("Migration without shared storage is unsafe"));
        assertDevices(disk)
                .singleElement()
                .satisfies(found -> assertThat(found.check()).isEqualTo(Check.STORAGE));
    }

    @Test
    void filesThatAVmNeedsEverywhere_areLookedFor() {
        destination.presence.put("/boot/vmlinuz", Presence.ABSENT);
        destination.presence.put("/fw/CODE.fd", Presence.UNKNOWN);
        destination.presence.put("/fw/VARS.fd", Presence.ABSENT);

        assertGuest(
                        "<os><kernel>/boot/vmlinuz</kernel><loader>/fw/CODE.fd</loader><nvram template='/fw/VARS.fd'>/nvram/web</nvram></os><devices/>")
                .extracting(Finding::severity)
                .containsExactlyInAnyOrder(Severity.BLOCKER, Severity.NOTE);
        destination.presence.put("/nvram/web", Presence.ABSENT);
        assertGuest("<os><nvram template='/fw/VARS.fd'>/nvram/web</nvram></os><devices/>")
                .singleElement()
                .satisfies(found -> assertThat(found.severity()).isEqualTo(Severity.BLOCKER));
    }

    @Test
    void secretsFiltersAndPools_areLookedFor() {
        destination.presence.put("secret 2a1b", Presence.ABSENT);
        destination.presence.put("network filter clean-traffic", Presence.ABSENT);
        destination.presence.put("storage pool vms", Presence.INACTIVE);

        assertDevices(
                        "<disk type='network'><source protocol='rbd' name='p/v'><auth username='a'><secret type='ceph' uuid='2a1b'/></auth></source><target dev='vda'/></disk><disk type='volume'><source pool='vms' volume='db'/><target dev='vdb'/></disk><interface type='user'><filterref filter='clean-traffic'/></interface>")
                .hasSize(3)
                .allSatisfy(found -> assertThat(found.severity()).isEqualTo(Severity.BLOCKER));
    }

    @ParameterizedTest
    @CsvSource({"'0-3',", "'0,8', RISK", "'8-11', BLOCKER"})
    void pinnedCpus_mustBeThere(String cpus, Severity expected) {
        assertGuest("<cputune><vcpupin vcpu='0' cpuset='%s'/></cputune><devices/>".formatted(cpus))
                .extracting(Finding::severity)
                .isEqualTo(expected == null ? List.of() : List.of(expected));
    }

    @Test
    void boundNumaNodes_andTheirHugePages_mustBeThere() {
        assertGuest("<numatune><memory mode='strict' nodeset='0-1'/></numatune><devices/>")
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.severity()).isEqualTo(Severity.BLOCKER);
                    assertThat(found.check()).isEqualTo(Check.PLACEMENT);
                });
        destination.freeHugePages = Optional.of(DataSize.ofMebibytes(3072));
        assertGuest(
                        "<memoryBacking><hugepages><page size='2048'/></hugepages></memoryBacking><numatune><memory mode='strict' nodeset='0'/></numatune><devices/>")
                .singleElement()
                .satisfies(found -> assertThat(found.check()).isEqualTo(Check.MEMORY));
    }
}
