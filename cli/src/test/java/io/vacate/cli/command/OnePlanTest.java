package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.unit.DataRate;
import io.vacate.cli.state.CalibrationFile;
import io.vacate.documents.BatchDocument;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Quantity;
import io.vacate.model.calibrate.Quantity.Kind;
import io.vacate.orchestrator.EvacuationRequest;
import io.vacate.orchestrator.Evacuator;
import io.vacate.orchestrator.PreparedEvacuation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("vacate plan and vacate evacuate predict the same for the same VMs and calibration")
class OnePlanTest {
    private static final String WORLD = """
        time: {mode: automatic}
        hosts:
          - name: alpha
            memory: 16GiB
            network: 1Gbit/s
            vms:
              - {name: web, memory: 2GiB}
        %s
          - {name: beta, memory: 6GiB, network: 1Gbit/s}
          - {name: gamma, memory: 6GiB, network: 1Gbit/s}
        """;

    private static final String OTHERS = """
                  - {name: mail, memory: 512MiB}
                  - {name: db, memory: 1GiB, dirty: {rate: 20MiB/s, workingSet: 300MiB}}
                  - {name: shop, memory: 3GiB, used: 1GiB}
                  - {name: ci, memory: 256MiB, dirty: {rate: 10MiB/s, workingSet: 100MiB}}
            """.stripTrailing();

    private static final Percentage ONE_IN_A_THOUSAND = Percentage.withPercentage(0.1);

    @TempDir
    Path directory = Path.of("");

    private Cli cli = new Cli(Path.of("unused"));

    @BeforeEach
    void open() {
        cli = new Cli(directory);
    }

    private String uri(String host) {
        return "sim:%s#%s".formatted(directory.resolve("world.yaml"), host);
    }

    private List<Host> hosts(String... names) {
        return List.of(names).stream().map(name -> Hosts.open(uri(name))).toList();
    }

    /** Writes the batch that the evacuation is. */
    private Path batch(Calibration calibration) throws IOException {
        List<Host> from = hosts("alpha");
        List<Host> to = hosts("beta", "gamma");
        try {
            PreparedEvacuation prepared = new Evacuator()
                    .prepare(EvacuationRequest.builder(from, to)
                            .linkSpeed(DataRate.ofMegabitsPerSecond(1000))
                            .calibration(calibration)
                            .build());
            return Files.writeString(directory.resolve("batch.json"), BatchDocument.text(prepared.batch()));
        } finally {
            from.forEach(Host::close);
            to.forEach(Host::close);
        }
    }

    /** Returns what both predict, in seconds: it, and its bound. */
    private double predicted(String others, UnaryOperator<Calibration> learned) throws IOException {
        Files.writeString(directory.resolve("world.yaml"), WORLD.formatted(others));
        Calibration calibration = new CalibrationFile(cli.calibrationFile()).update("sim", learned);
        Path batch = batch(calibration);

        assertThat(cli.run("plan", "--problem", batch.toString(), "--driver", "sim", "--json"))
                .as(cli.err())
                .isZero();
        JsonNode plan = cli.json();
        assertThat(cli.run(
                        "evacuate",
                        uri("alpha"),
                        "--to",
                        uri("beta"),
                        uri("gamma"),
                        "--link",
                        "1Gbit/s",
                        "--dry-run",
                        "--json"))
                .as(cli.err())
                .isZero();
        JsonNode evacuation = cli.json();

        double predicted = evacuation.path("predicted_seconds").asDouble();
        assertThat(plan.path("aggregate_time_seconds").path("p50").asDouble()).isCloseTo(predicted, ONE_IN_A_THOUSAND);
        assertThat(plan.path("bound_seconds").asDouble())
                .isCloseTo(evacuation.path("lower_bound_seconds").asDouble(), ONE_IN_A_THOUSAND);
        assertThat(plan.path("gap").asDouble()).isEqualTo(evacuation.path("gap").asDouble());
        assertThat(plan.path("strategy")).isEqualTo(evacuation.path("strategy"));
        return predicted;
    }

    @Test
    void ofOneVm_andOfSeveral_beforeAndAfterSomethingWasLearned() throws IOException {
        Map<String, Double> fresh = new HashMap<>();
        for (String others : List.of("", OTHERS)) {
            fresh.put(others, predicted(others, same -> same));
        }
        UnaryOperator<Calibration> learned = fresher ->
                fresher.with(new Quantity(Kind.MEMORY_FACTOR, ""), 0.25).with(new Quantity(Kind.EFFICIENCY, ""), 0.5);
        for (String others : List.of("", OTHERS)) {
            double after = predicted(others, learned);

            // A quarter of the memory over half a link: about half the time, but for fixed costs.
            assertThat(after / fresh.get(others)).isBetween(0.45, 0.75);
        }
    }
}
