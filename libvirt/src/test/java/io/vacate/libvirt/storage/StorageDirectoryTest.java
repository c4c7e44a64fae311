package io.vacate.libvirt.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.spi.Availability;
import io.vacate.api.unit.DataSize;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.host.TestHost;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.libvirt.jna.CString;
import org.libvirt.jna.StoragePoolPointer;

/** On libvirt's own test host, whose storage is in memory: every directory is there, and none can be made. */
class StorageDirectoryTest {
    private static final String PATH = "/srv/states";

    private LibvirtHost host;
    private List<String> before = List.of();

    @BeforeEach
    void open() {
        assumeThat(LibvirtHost.availability()).isInstanceOf(Availability.Available.class);
        host = TestHost.open();
        before = pools();
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void looking_leavesNoPool() {
        StorageDirectory directory = StorageDirectory.ownersOnly(host, PATH);

        assertThat(directory.files(name -> true)).isEmpty();
        assertThat(directory.has("x")).isFalse();
        assertThat(directory.file("x")).isEmpty();
        assertThat(directory.room().free()).isGreaterThan(DataSize.ZERO);
        directory.delete("x");

        assertThat(pools()).isEqualTo(before);
    }

    @Test
    void lookThatFailsHalfWay_leavesNoPool() {
        StorageDirectory directory = StorageDirectory.ownersOnly(host, PATH);

        assertThatThrownBy(() -> new DirectoryPool(host, PATH, true)
                        .ifThere(host.connection(), "fail", (library, pool) -> {
                            throw new IllegalStateException("half-way");
                        }))
                .hasMessage("half-way");
        assertThatThrownBy(() -> directory.download("x", 0, 1)).isInstanceOf(HypervisorException.class);

        assertThat(pools()).isEqualTo(before);
    }

    @Test
    void poolOfAKilledProgram_isUsedAndEnded() {
        make(StorageXml.pool(PATH, true));
        assertThat(pools()).hasSize(before.size() + 1);

        assertThat(StorageDirectory.ownersOnly(host, PATH).files(name -> true)).isEmpty();

        assertThat(pools()).isEqualTo(before);
    }

    /** As another program would: it ends the pool that has just been found. */
    @Test
    void poolThatIsEndedMeanwhile_isMadeAnew() {
        List<Boolean> attempts = new ArrayList<>();

        int pools = new DirectoryPool(host, PATH, true)
                .ifThere(host.connection(), "look", (library, pool) -> {
                    attempts.add(true);
                    if (attempts.size() == 1) {
                        library.virStoragePoolDestroy(pool);
                    }
                    return host.connection().check(library.virStoragePoolNumOfVolumes(pool), "look", PATH);
                })
                .orElseThrow();

        assertThat(pools).isZero();
        assertThat(attempts).hasSize(2);
        assertThat(pools()).isEqualTo(before);
    }

    @Test
    void severalQuestions_keepOnePool() {
        StorageDirectory directory = StorageDirectory.ownersOnly(host, PATH);
        String name = StorageXml.poolName(PATH);

        String first = directory.look(() -> {
            assertThat(directory.files(all -> true)).isEmpty();
            String kept = uuid(name);
            assertThat(StorageDirectory.common(host, PATH).has("x")).isFalse();
            assertThat(directory.look(() -> directory.has("x"))).isFalse();
            assertThat(uuid(name)).isEqualTo(kept);
            return kept;
        });

        assertThat(first).isNotEmpty();
        assertThat(pools()).isEqualTo(before);
    }

    @Test
    void keptPool_thatAnotherProgramEnds_isDoneWithout() {
        StorageDirectory directory = StorageDirectory.ownersOnly(host, PATH);

        boolean there = directory.look(() -> {
            boolean ended = host.connection().with((library, pointer) -> {
                StoragePoolPointer pool = library.virStoragePoolLookupByName(pointer, StorageXml.poolName(PATH));
                boolean done = library.virStoragePoolDestroy(pool) == 0;
                library.virStoragePoolFree(pool);
                return done;
            });
            assertThat(ended).isTrue();
            return directory.has("x") || directory.has("y");
        });

        assertThat(there).isFalse();
        assertThat(pools()).isEqualTo(before);
    }

    @Test
    void threadsTakeTurns() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> looks = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                looks.add(() -> StorageDirectory.ownersOnly(host, PATH).has("x"));
            }
            for (Future<Boolean> look : threads.invokeAll(looks)) {
                assertThat(look.get()).isFalse();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(pools()).isEqualTo(before);
    }

    /** libvirt opens what it finds there: a watchdog that is opened resets its host when nobody feeds it. */
    @Test
    void devices_areNeverLookedAt() {
        for (String path : List.of("/dev", "/dev/mapper", "/dev/shmem")) {
            assertThatThrownBy(() -> StorageDirectory.common(host, path).has("watchdog"))
                    .isInstanceOf(HypervisorException.class)
                    .hasMessageContaining("'%s' is for devices".formatted(path));
        }
        assertThat(Stream.of("/dev/shm", "/dev/shm/vacate"))
                .noneMatch(path -> StorageDirectory.common(host, path).has("x"));
    }

    private void make(String xml) {
        boolean unused = host.connection().with((library, pointer) -> {
            StoragePoolPointer pool =
                    host.connection().checkFound(library.virStoragePoolCreateXML(pointer, xml, 0), "make a pool", "");
            library.virStoragePoolFree(pool);
            return true;
        });
    }

    private String uuid(String pool) {
        return host.connection().with((library, pointer) -> {
            byte[] uuid = new byte[37];
            StoragePoolPointer found = library.virStoragePoolLookupByName(pointer, pool);
            assertThat(library.virStoragePoolGetUUIDString(found, uuid)).isZero();
            library.virStoragePoolFree(found);
            return new String(uuid, 0, 36, StandardCharsets.US_ASCII);
        });
    }

    private List<String> pools() {
        return host.connection().with((library, pointer) -> {
            int count = library.virConnectNumOfStoragePools(pointer);
            CString[] names = new CString[count];
            int found = library.virConnectListStoragePools(pointer, names, count);
            return Stream.of(names).limit(found).map(Object::toString).toList();
        });
    }
}
