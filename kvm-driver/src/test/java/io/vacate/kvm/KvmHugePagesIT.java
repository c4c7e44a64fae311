package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.VM;
import io.vacate.api.host.HugePages;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.preflight.Check;
import io.vacate.api.unit.DataSize;
import io.vacate.testbed.GuestSpec;
import io.vacate.testbed.TestbedHost;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A guest in huge pages of this machine, which both hosts take from one pool. */
class KvmHugePagesIT extends TwoKvmHosts {
    private static final Path POOL = Path.of("/proc/sys/vm/nr_hugepages");
    private static final int GUEST_MIB = 128;

    /** For the guest at both ends of its migration. */
    private static final int PAGES = GUEST_MIB;

    private String before = "0";

    @BeforeEach
    void setPagesAside() throws IOException {
        before = setAside();
        setAside(PAGES);
        assumeThat(setAside()).as("huge pages that this machine can set aside").isEqualTo(Integer.toString(PAGES));
    }

    @AfterEach
    void giveThemBack() throws IOException {
        testbed().removeGuest("in huge pages");
        Files.writeString(POOL, before);
    }

    /** The kernel answers the first read only. */
    private static String setAside() throws IOException {
        try (InputStream pool = Files.newInputStream(POOL)) {
            byte[] text = new byte[32];
            return new String(text, 0, pool.read(text), StandardCharsets.US_ASCII).strip();
        }
    }

    /** Where memory is in small pieces the kernel may need several attempts. */
    private static void setAside(int pages) throws IOException {
        for (int attempt = 0; attempt < 20; attempt++) {
            Files.writeString(POOL, Integer.toString(pages));
            if (setAside().equals(Integer.toString(pages))) {
                return;
            }
            Files.writeString(Path.of("/proc/sys/vm/compact_memory"), "1");
        }
    }

    @Test
    void guestInHugePages_isReckonedWithWhole_movesWhole_andIsRefusedWhereThereAreNone() throws Exception {
        guest(GuestSpec.named("in huge pages")
                .withMemoryMib(GUEST_MIB)
                .filling(32)
                .on(GuestSpec.Machine.HUGE_PAGES));
        DataSize memory = DataSize.ofMebibytes(GUEST_MIB);
        try (Host home = anew(sourceAddress());
                Host away = anew(destinationAddress())) {
            VM vm = home.vm("in huge pages");

            assertThat(vm.statistics().residentMemory())
                    .as("all of it, though the process does not show it")
                    .hasValueSatisfying(resident -> assertThat(resident).isGreaterThanOrEqualTo(memory));
            assertThat(vm.config().hugeMemory()).isEqualTo(memory);
            assertThat(home.memoryNeeded(vm.config())).as("ordinary memory").isLessThan(DataSize.ofMebibytes(256));
            assertThat(free(away)).hasValueSatisfying(free -> assertThat(free).isGreaterThanOrEqualTo(memory));
            assertThat(vm.preflight(away, MigrationRequest.live()).findings()).isEmpty();

            assertThat(await(vm.migrateTo(away, MigrationRequest.live())))
                    .isInstanceOf(MigrationOutcome.Completed.class);
            assertWellAtDestination(vm);

            setAside(PAGES / 2);
            assertThat(away.vm(vm.name())
                            .preflight(home, MigrationRequest.live())
                            .findings())
                    .singleElement()
                    .satisfies(found -> {
                        assertThat(found.check()).isEqualTo(Check.MEMORY);
                        assertThat(found.message()).contains("huge pages", memory.toString());
                    });
        }
    }

    /** Opens a host now that the pages are set aside. */
    private static Host anew(TestbedHost host) {
        return Hosts.open(host.uri().toString());
    }

    private static Optional<DataSize> free(Host host) {
        return host.memory().hugePages(DataSize.ZERO).map(HugePages::free);
    }
}
