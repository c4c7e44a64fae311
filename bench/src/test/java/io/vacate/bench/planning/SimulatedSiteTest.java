package io.vacate.bench.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.VM;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedSiteTest {
    @TempDir
    Path directory;

    @Test
    void theSimulatedDriverReadsTheWorld() throws Exception {
        SimulatedSite site = new SimulatedSite(50, 1);
        Path world = Files.writeString(directory.resolve("site.json"), site.world());

        List<VM> vms = new ArrayList<>();
        for (String name : site.sources()) {
            try (Host host = Hosts.open("sim://%s#%s".formatted(world, name))) {
                vms.addAll(host.vms());
            }
        }

        assertThat(vms).hasSize(50).extracting(VM::name).doesNotHaveDuplicates();
        for (String name : site.destinations()) {
            try (Host host = Hosts.open("sim://%s#%s".formatted(world, name))) {
                assertThat(host.vms()).isEmpty();
            }
        }
        assertThat(site.destinations()).hasSameSizeAs(site.sources());
    }

    @Test
    void theSameSeedMakesTheSameSite() {
        assertThat(new SimulatedSite(50, 1).world())
                .isEqualTo(new SimulatedSite(50, 1).world())
                .isNotEqualTo(new SimulatedSite(50, 2).world());
    }
}
