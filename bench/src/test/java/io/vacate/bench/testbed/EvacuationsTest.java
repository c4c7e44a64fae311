package io.vacate.bench.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.vm.VmId;
import io.vacate.model.batch.Strategy;
import io.vacate.model.calibrate.Calibration;
import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.orchestrator.report.RunStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trial's evacuations, on simulated hosts like those of the testbed, in virtual time. */
class EvacuationsTest {
    private static final String WORLD = """
            hosts:
              - name: h1
                memory: 4GiB
                network: 500Mbit/s
                vms:
                  - {name: idle-1, memory: 128MiB, used: 60MiB}
                  - {name: idle-2, memory: 256MiB, used: 80MiB}
                  - {name: busy-1, memory: 128MiB, dirty: {rate: 8MiB/s, workingSet: 64MiB}}
                  - {name: busy-2, memory: 256MiB, dirty: {rate: 20MiB/s, workingSet: 160MiB}}
              - {name: h2, memory: 4GiB, network: 500Mbit/s}
              - {name: h3, memory: 4GiB, network: 500Mbit/s}
              - {name: small, memory: 64MiB, network: 500Mbit/s}
            """;

    private final Evacuations evacuations = new Evacuations(Optional.empty());

    @TempDir
    Path directory;

    private List<Host> hosts = List.of();

    @BeforeEach
    void open() throws Exception {
        Path world = Files.writeString(directory.resolve("trial.yaml"), WORLD);
        hosts = List.of("h1", "h2", "h3").stream()
                .map(name -> Hosts.open("sim://%s#%s".formatted(world, name)))
                .toList();
    }

    @AfterEach
    void close() {
        hosts.forEach(Host::close);
    }

    private Host home() {
        return hosts.get(0);
    }

    private List<Host> others() {
        return hosts.subList(1, hosts.size());
    }

    @Test
    void eachWayEmptiesTheHost_asItIsToldTo() {
        Map<Way, EvacuationReport> reports = new EnumMap<>(Way.class);
        for (Way way : Way.values()) {
            reports.put(way, evacuations.evacuate(List.of(home()), others(), way));
            assertThat(home().vms()).as(way.label()).isEmpty();
            evacuations.bringBack(others(), home());
            assertThat(home().vms()).as(way.label()).hasSize(4);
        }

        assertThat(reports)
                .allSatisfy((way, report) ->
                        assertThat(report.status()).as(way.label()).isEqualTo(RunStatus.COMPLETE));
        assertThat(reports.get(Way.ONE_BY_ONE).plan().strategy()).isEqualTo(Strategy.SEQUENTIAL);
        assertThat(reports.get(Way.ONE_BY_ONE).plan().mostAtOnce()).isEqualTo(1);
        assertThat(reports.get(Way.ALL_AT_ONCE).plan().mostAtOnce()).isEqualTo(4);
        assertThat(reports.get(Way.TWO_AT_A_TIME).plan().mostAtOnce()).isEqualTo(2);
    }

    @Test
    void lessonsOfOneVmAreKept_andThoseOfTheTrialAreNot() {
        VmId idle = home().vm("idle-1").id();
        evacuations.move(idle, home(), others().get(0));
        evacuations.move(idle, others().get(0), home());
        assertThat(evacuations.learned()).isEqualTo(Calibration.prior());

        evacuations.learnFrom(idle, home(), others());
        Calibration learned = evacuations.learned();
        assertThat(learned).isNotEqualTo(Calibration.prior());
        assertThat(home().vms()).hasSize(4);

        evacuations.evacuate(List.of(home()), others(), Way.VACATE);
        assertThat(evacuations.learned()).isEqualTo(learned);
    }

    @Test
    void runsOfATallyAreTakenTogether_andOneThatLeftAVmBehindIsEndless() {
        Tally tally = new Tally();
        EvacuationReport report = evacuations.evacuate(List.of(home()), others(), Way.VACATE);
        assertThat(tally.add(report)).contains("predicted").doesNotContain("moved");
        double seconds = report.elapsed().toNanos() / 1e9;
        assertThat(tally.medians()).containsEntry("median_s", seconds);

        EvacuationReport failed = new EvacuationReport(
                report.run(),
                RunStatus.INCOMPLETE,
                report.moves(),
                report.staying(),
                report.problems(),
                report.plan(),
                report.elapsed(),
                report.observations(),
                report.ownObservations(),
                report.calibration());
        assertThat(tally.add(failed)).endsWith("4 of 4 moved");
        tally.add(failed);
        assertThat(tally.medians().get("median_s")).isInfinite();
        assertThat(tally.row("vacate")).startsWith("vacate").contains("Infinity");
    }
}
