package io.vacate.kvm;

import static io.vacate.libvirt.migration.MigrationCommand.ABORT_ON_ERROR;
import static io.vacate.libvirt.migration.MigrationCommand.AUTO_CONVERGE;
import static io.vacate.libvirt.migration.MigrationCommand.COMPRESSED;
import static io.vacate.libvirt.migration.MigrationCommand.COPY_DISKS;
import static io.vacate.libvirt.migration.MigrationCommand.LIVE;
import static io.vacate.libvirt.migration.MigrationCommand.PARALLEL;
import static io.vacate.libvirt.migration.MigrationCommand.PAUSED;
import static io.vacate.libvirt.migration.MigrationCommand.PEER_TO_PEER;
import static io.vacate.libvirt.migration.MigrationCommand.PERSIST_DESTINATION;
import static io.vacate.libvirt.migration.MigrationCommand.POST_COPY;
import static io.vacate.libvirt.migration.MigrationCommand.POST_COPY_RESUME;
import static io.vacate.libvirt.migration.MigrationCommand.TLS;
import static io.vacate.libvirt.migration.MigrationCommand.TUNNELLED;
import static io.vacate.libvirt.migration.MigrationCommand.UNDEFINE_SOURCE;
import static io.vacate.libvirt.migration.MigrationCommand.UNSAFE;
import static io.vacate.libvirt.migration.MigrationCommand.ZERO_COPY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.host.HostUri;
import io.vacate.api.host.NetworkAddress;
import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationMode.Trigger;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.Persistence;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.preflight.Check;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.LibvirtUri;
import io.vacate.libvirt.guest.GuestDisk;
import io.vacate.libvirt.migration.MigrationCommand;
import io.vacate.libvirt.preflight.CopiedDisks;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KvmMigrationCommandTest {
    private static final VmId VM = VmId.parse("11111111-2222-3333-4444-555555555555");
    private static final LibvirtUri DESTINATION = KvmUri.of(HostUri.parse("kvm+tcp://far/system"));
    private static final MigrationMode POST_COPY_MODE = new MigrationMode.PostCopy(new Trigger.OnRequest());
    private static final DataRate RATE = DataRate.ofBytesPerSecond((10 << 20) + 1);

    @Test
    void live_isPeerToPeerPreCopy() {
        MigrationCommand command = command(request -> request);

        assertThat(command.flags())
                .isEqualTo(LIVE | PEER_TO_PEER | ABORT_ON_ERROR | PERSIST_DESTINATION | UNDEFINE_SOURCE);
        assertThat(command.destination()).contains("qemu+tcp://far/system");
        assertThat(command.parameters()).isEmpty();
        assertThat(command.postCopy()).isEmpty();
    }

    @Test
    void limits_areParametersInLibvirtsUnits() {
        MigrationCommand command = command(request -> request.mode(POST_COPY_MODE)
                .bandwidth(RATE)
                .postCopyBandwidth(DataRate.ofBytesPerSecond(1))
                .downtime(Duration.ofMillis(250)));

        assertThat(command.parameters()).isEqualTo(Map.of("bandwidth", 10L, "bandwidth.postcopy", 1L));
        assertThat(command.downtime()).contains(Duration.ofMillis(250));
    }

    @Test
    void switchOverBandwidth_isAParameterInMebibytes_andNotForAStandstill() {
        assertThat(command(request -> request.switchOverBandwidth(DataRate.ofMebibytesPerSecond(900)))
                        .parameters())
                .isEqualTo(Map.of("bandwidth.avail.switchover", 900L));
        refused(
                request -> request.mode(new MigrationMode.StopAndCopy()).switchOverBandwidth(RATE),
                "switchOverBandwidth",
                "stop-and-copy");
    }

    @Test
    void autoConverge_isFlagAndIntegers() {
        MigrationCommand command = command(request -> request.autoConverge(new AutoConverge(30, 15)));

        assertThat(command.has(AUTO_CONVERGE)).isTrue();
        assertThat(command.parameters()).isEqualTo(Map.of("auto_converge.initial", 30, "auto_converge.increment", 15));
    }

    @Test
    void xbzrle_hasACacheOfAPowerOfTwo() {
        MigrationCommand command = command(
                request -> request.compression(Compression.XBZRLE).compressionCache(DataSize.ofBytes((64L << 20) + 5)));

        assertThat(command.has(COMPRESSED)).isTrue();
        assertThat(command.has(PARALLEL)).isFalse();
        assertThat(command.parameters())
                .isEqualTo(Map.of("compression", "xbzrle", "compression.xbzrle.cache", 64L << 20));
        assertThat(MigrationCommand.cacheBytes(DataSize.ofBytes(1))).isEqualTo(4096);
    }

    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"ZLIB", "ZSTD"})
    void compressionOfParallelConnections_bringsThem(Compression method) {
        MigrationCommand command = command(request -> request.compression(method));

        assertThat(command.has(COMPRESSED | PARALLEL)).isTrue();
        assertThat(command.parameters())
                .containsEntry("compression", method == Compression.ZLIB ? "zlib" : "zstd")
                .containsEntry("parallel.connections", 1)
                .doesNotContainKey(
                        "compression.%s.level".formatted(method.name().toLowerCase(Locale.ROOT)));
    }

    @Test
    void compressionLevel_isAnIntegerOfItsMethod_andInItsRange() {
        assertThat(command(request -> request.compression(Compression.ZLIB).compressionLevel(9))
                        .parameters())
                .containsEntry("compression.zlib.level", 9);
        assertThat(command(request -> request.compression(Compression.ZSTD).compressionLevel(20))
                        .parameters())
                .containsEntry("compression.zstd.level", 20);
        refused(request -> request.compression(Compression.ZLIB).compressionLevel(10), "compressionLevel (10)", "9");
        refused(request -> request.compression(Compression.ZSTD).compressionLevel(21), "compressionLevel (21)", "20");
        refused(request -> request.compression(Compression.XBZRLE).compressionLevel(1), "compressionLevel", "ZSTD");
        refused(request -> request.compressionLevel(1), "compressionLevel", "ZSTD");
    }

    @Test
    void parallelConnections_areAnInteger() {
        MigrationCommand command = command(request -> request.parallelConnections(4));

        assertThat(command.has(PARALLEL)).isTrue();
        assertThat(command.parameters()).isEqualTo(Map.of("parallel.connections", 4));
    }

    @Test
    void postCopy_isLiveWithItsTrigger_andItsResumptionKeepsTheRest() {
        MigrationCommand command =
                command(request -> request.mode(POST_COPY_MODE).bandwidth(RATE).downtime(Duration.ofSeconds(1)));
        MigrationCommand resumption = command.resumption();

        assertThat(command.has(LIVE | POST_COPY)).isTrue();
        assertThat(command.has(POST_COPY_RESUME)).isFalse();
        assertThat(command.postCopy()).contains(new Trigger.OnRequest());
        assertThat(resumption.flags()).isEqualTo(command.flags() | POST_COPY_RESUME);
        assertThat(resumption.parameters()).isEqualTo(command.parameters());
        assertThat(resumption.destination()).isEqualTo(command.destination());
        assertThat(resumption.downtime()).isEmpty();
    }

    @Test
    void stopAndCopy_isNotLive() {
        MigrationCommand command = command(request -> request.mode(new MigrationMode.StopAndCopy()));

        assertThat(command.has(LIVE)).isFalse();
        assertThat(command.has(PEER_TO_PEER)).isTrue();
    }

    @Test
    void clientDriven_needsNoAddressForThePeer() {
        LibvirtUri local = KvmUri.of(HostUri.parse("kvm+unix:///system?socket=/run/sock"));
        MigrationRequest request = MigrationRequest.builder().clientDriven().build();

        MigrationCommand command = KvmMigrationCommand.of(request, VM, "web", false, local, CopiedDisks.NONE);

        assertThat(command.destination()).isEmpty();
        assertThat(command.flags()).isEqualTo(LIVE | ABORT_ON_ERROR);
    }

    @Test
    void transports_areFlags() {
        assertThat(command(MigrationRequest.Builder::tunnelled).has(TUNNELLED | PEER_TO_PEER))
                .isTrue();
        assertThat(command(MigrationRequest.Builder::tlsTransfer).has(TLS)).isTrue();
        assertThat(command(request -> request.force(Check.values())).has(UNSAFE))
                .isFalse();
        assertThat(command(MigrationRequest.Builder::arrivePaused).has(PAUSED)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"FULL, 64", "INCREMENTAL, 128"})
    void storageCopy_isAFlagAndTheNamesOfTheDisks(StorageCopy copy, int flag) {
        MigrationRequest request = MigrationRequest.builder().storageCopy(copy).build();

        MigrationCommand command = KvmMigrationCommand.of(
                request,
                VM,
                "web",
                true,
                DESTINATION,
                new CopiedDisks(List.of(disk("vda"), disk("vdc")), List.of(), List.of()));

        assertThat(command.has(flag)).isTrue();
        assertThat(command.parameters()).containsEntry("migrate_disks", List.of("vda", "vdc"));
    }

    @Test
    void storageCopyOfNoDisk_isNone_asLibvirtWouldCopyAll() {
        MigrationCommand command = command(request -> request.storageCopy(StorageCopy.FULL));

        assertThat(command.has(COPY_DISKS)).isFalse();
        assertThat(command.parameters()).doesNotContainKey("migrate_disks");
    }

    private static GuestDisk disk(String target) {
        return new GuestDisk(
                target,
                "disk",
                "file",
                "/images/" + target,
                "",
                false,
                false,
                false,
                false,
                GuestDisk.StartupPolicy.MANDATORY);
    }

    @Test
    void migrationNetwork_isTheRequests_orTheDestinations() {
        LibvirtUri there =
                KvmUri.of(HostUri.parse("kvm+tcp://b/system?migration-address=10.79.0.2&listen-address=fd00::2"));
        MigrationRequest.Builder request = MigrationRequest.builder();

        assertThat(KvmMigrationCommand.of(request.build(), VM, "web", true, there, CopiedDisks.NONE)
                        .parameters())
                .isEqualTo(Map.of("migrate_uri", "tcp://10.79.0.2", "listen_address", "fd00::2"));
        request.migrationAddress(NetworkAddress.parse("[fd00::7]:49152")).listenAddress(NetworkAddress.parse("::"));
        assertThat(KvmMigrationCommand.of(request.build(), VM, "web", true, there, CopiedDisks.NONE)
                        .parameters())
                .isEqualTo(Map.of("migrate_uri", "tcp://[fd00::7]:49152", "listen_address", "::"));
        assertThatThrownBy(() -> KvmMigrationCommand.of(
                        MigrationRequest.builder().tunnelled().build(), VM, "web", true, there, CopiedDisks.NONE))
                .hasMessageContainingAll("tunnelled", "migration address");
    }

    @Test
    void zeroCopyAndNameOfTheCertificate_areAFlagAndAText() {
        MigrationCommand zeroCopy =
                command(request -> request.parallelConnections(2).zeroCopy());
        MigrationCommand named = command(request -> request.tlsTransfer().tlsHostname("node2.example"));

        assertThat(zeroCopy.has(ZERO_COPY | PARALLEL)).isTrue();
        assertThat(named.has(TLS)).isTrue();
        assertThat(named.parameters()).isEqualTo(Map.of("tls.destination", "node2.example"));
    }

    @Test
    void limitsThatQemuDoesNotTake_areRefused() {
        refused(request -> request.downtime(Duration.ofSeconds(2001)), "2001 s", "2000 s");
        refused(
                request -> request.compression(Compression.XBZRLE).compressionCache(DataSize.ofBytes(1)),
                "compression cache",
                "4 KiB");
    }

    @Test
    void persistence_isKeptMadeOrTakenAway() {
        assertThat(persistence(Persistence.KEEP, false)).isZero();
        assertThat(persistence(Persistence.PERSISTENT, false)).isEqualTo(PERSIST_DESTINATION);
        assertThat(persistence(Persistence.TRANSIENT, true)).isEqualTo(UNDEFINE_SOURCE);
    }

    private static int persistence(Persistence wanted, boolean persistentHere) {
        MigrationRequest request =
                MigrationRequest.builder().persistence(wanted).build();
        return KvmMigrationCommand.of(request, VM, "web", persistentHere, DESTINATION, CopiedDisks.NONE)
                        .flags()
                & (PERSIST_DESTINATION | UNDEFINE_SOURCE);
    }

    @Test
    void nameAndDefinition_areParameters() {
        String xml = "<domain type='qemu'><name>web</name><uuid>%s</uuid></domain>".formatted(VM);

        MigrationCommand persistent =
                command(request -> request.destinationName("new").destinationDefinition(xml));
        MigrationCommand gone =
                command(request -> request.persistence(Persistence.TRANSIENT).destinationDefinition(xml));

        assertThat(persistent.parameters())
                .isEqualTo(Map.of("destination_name", "new", "destination_xml", xml, "persistent_xml", xml));
        assertThat(gone.parameters()).isEqualTo(Map.of("destination_xml", xml));
    }

    @Test
    void definition_ofAnotherVm_isRefused() {
        String other = "<domain><name>web</name><uuid>99999999-2222-3333-4444-555555555555</uuid></domain>";
        String renamed = "<domain><name>other</name><uuid>%s</uuid></domain>".formatted(VM);
        String none = "<domain><name>web</name></domain>";
        String unsafe = "<!DOCTYPE domain [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><domain>&x;</domain>";

        assertThatThrownBy(() -> command(request -> request.destinationDefinition(other)))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContainingAll("99999999-2222-3333-4444-555555555555", VM.toString(), "nothing was changed");
        assertThatThrownBy(() -> command(request -> request.destinationDefinition(renamed)))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContainingAll("'other'", "'web'", "destinationName");
        assertThatThrownBy(() -> command(request -> request.destinationDefinition(none)))
                .isInstanceOf(InvalidDefinitionException.class);
        assertThatThrownBy(() -> command(request -> request.destinationDefinition(unsafe)))
                .isInstanceOf(InvalidDefinitionException.class);
    }

    @Test
    void contradictions_areRefusedByName() {
        NetworkAddress address = NetworkAddress.parse("10.79.0.2");
        refused(request -> request.tunnelled().migrationAddress(address), "tunnelled", "migration address");
        refused(request -> request.tunnelled().listenAddress(address), "tunnelled", "migration address");
        refused(request -> request.tunnelled().clientDriven(), "tunnelled", "clientDriven");
        refused(request -> request.tunnelled().tlsTransfer(), "tunnelled", "tlsTransfer");
        refused(request -> request.tunnelled().parallelConnections(2), "tunnelled", "parallelConnections");
        refused(request -> request.tunnelled().mode(POST_COPY_MODE), "tunnelled", "post-copy");
        refused(request -> request.tunnelled().storageCopy(StorageCopy.FULL), "tunnelled", "storageCopy");
        refused(request -> request.mode(POST_COPY_MODE).parallelConnections(2), "parallelConnections", "post-copy");
        refused(
                request -> request.compression(Compression.XBZRLE).parallelConnections(2),
                "XBZRLE",
                "parallel connections");
        refused(request -> request.postCopyBandwidth(RATE), "postCopyBandwidth", "post-copy");
        refused(request -> request.tlsHostname("node2"), "tlsHostname", "without TLS");
        refused(MigrationRequest.Builder::zeroCopy, "zeroCopy", "a single connection");
        refused(request -> request.zeroCopy().parallelConnections(2).tlsTransfer(), "zeroCopy", "tlsTransfer");
        refused(
                request -> request.zeroCopy().parallelConnections(2).compression(Compression.ZSTD),
                "zeroCopy",
                "compression");
        refused(request -> request.compressionCache(DataSize.ofMebibytes(1)), "compressionCache", "XBZRLE");
    }

    private static void refused(UnaryOperator<MigrationRequest.Builder> request, String one, String other) {
        assertThatThrownBy(() -> command(request))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(one, other, "nothing was changed");
    }

    private static MigrationCommand command(UnaryOperator<MigrationRequest.Builder> request) {
        return KvmMigrationCommand.of(
                request.apply(MigrationRequest.builder()).build(), VM, "web", true, DESTINATION, CopiedDisks.NONE);
    }
}
