package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vacate plan}: from a file to a file. */
class PlanTest {
    /** Two VMs of 1,800 MiB that leave h1 for h2 over 500 Mbit/s: the link carries them in some 64 s. */
    static final String BATCH = """
            {
              "schema": "vm-migration-batch/1", "name": "pair",
              "hosts": [
                {"id": "h1", "mem_capacity_mib": 8192, "cpu_capacity": 8, "initial_state": "online",
                 "final_state": "online", "boot_s": 0, "shutdown_s": 0},
                {"id": "h2", "mem_capacity_mib": %d, "cpu_capacity": 8, "initial_state": "online",
                 "final_state": "online", "boot_s": 0, "shutdown_s": 0}
              ],
              "switches": [],
              "links": [{"id": "l", "a": "h1", "b": "h2", "capacity_mbps": 500}],
              "vms": [
                {"id": "web", "host": "h1", "dest": "h2", "must_move": true, "mem_demand_mib": 2048, "cpu_demand": 1,
                 "mem_used_mib": 1800, "hot_dirty_size_mib": 0, "hot_dirty_duration_s": 1, "cold_dirty_rate_mib_s": 0},
                {"id": "db", "host": "h1", "dest": "h2", "must_move": true, "mem_demand_mib": 2048, "cpu_demand": 1,
                 "mem_used_mib": 1800, "hot_dirty_size_mib": 0, "hot_dirty_duration_s": 1, "cold_dirty_rate_mib_s": 0}
              ],
              "routes": [{"from": "h1", "to": "h2", "links": [["l", "ab"]], "max_mbps": 500}],
              "constraints": {"horizon_s": 3600, "power_cap_w": null}
            }
            """;

    @TempDir
    Path directory;

    private Cli cli;

    @BeforeEach
    void open() {
        cli = new Cli(directory);
    }

    private Path batch(int memory) throws IOException {
        return Files.writeString(directory.resolve("batch.json"), BATCH.formatted(memory));
    }

    private int plan(Path file, String... options) {
        return cli.run(List.of("plan", "--problem", file.toString()), options);
    }

    @Test
    void writesThePlan_andAPicture_andSaysThatNoneIsShorter() throws IOException {
        Path out = directory.resolve("plan.json");
        Path svg = directory.resolve("plan.svg");

        assertThat(plan(batch(8192), "--out", out.toString(), "--svg", svg.toString()))
                .as(cli.err())
                .isZero();

        JsonNode plan = new ObjectMapper().readTree(out.toFile());
        assertThat(plan.path("schema").asText()).isEqualTo("vm-migration-plan/1");
        assertThat(plan.path("actions")).hasSize(2);
        double first = plan.path("actions").get(0).path("end_s").asDouble();
        double last = plan.path("actions").get(1).path("end_s").asDouble();
        assertThat(Math.max(first, last)).isBetween(63.0, 65.0);
        assertThat(svg).content().startsWith("<svg").contains("web  h1 &gt; h2");
        assertThat(cli.out()).contains("2 VMs move", "no plan is shorter", "db  h1 > h2");
    }

    @Test
    void calibratedPhysics_letFixedCostsOverlap_andGiveIntervals() throws IOException {
        assertThat(plan(batch(8192), "--json")).as(cli.err()).isZero();

        JsonNode summary = new ObjectMapper().readTree(cli.out());
        assertThat(summary.path("migrations").asInt()).isEqualTo(2);
        assertThat(summary.path("makespan_seconds").asDouble()).isBetween(63.0, 65.0);
        assertThat(summary.path("aggregate_time_seconds").path("p95").asDouble())
                .isGreaterThan(summary.path("makespan_seconds").asDouble());
        assertThat(summary.path("bound_seconds").asDouble())
                .isLessThanOrEqualTo(summary.path("makespan_seconds").asDouble());
    }

    @Test
    void atOnce_plansWithoutASearch_forComparison() throws IOException {
        assertThat(plan(batch(8192), "--at-once", "1", "--json")).as(cli.err()).isZero();

        JsonNode oneByOne = new ObjectMapper().readTree(cli.out());
        assertThat(oneByOne.path("makespan_seconds").asDouble()).isBetween(65.0, 69.0);
        assertThat(plan(batch(8192), "--at-once", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(cli.err()).contains("--at-once", "0");
    }

    /** Two hosts that are full of one VM each, which are to change places. */
    private static String swap(String modes) {
        return """
                {
                  "schema": "vm-migration-batch/1", "name": "swap",
                  "hosts": [
                    {"id": "h1", "mem_capacity_mib": 2048, "cpu_capacity": 8, "initial_state": "online",
                     "final_state": "online", "boot_s": 0, "shutdown_s": 0},
                    {"id": "h2", "mem_capacity_mib": 2048, "cpu_capacity": 8, "initial_state": "online",
                     "final_state": "online", "boot_s": 0, "shutdown_s": 0}
                  ],
                  "switches": [],
                  "links": [{"id": "l", "a": "h1", "b": "h2", "capacity_mbps": 500}],
                  "vms": [
                    {"id": "web", "host": "h1", "dest": "h2", "must_move": true, "mem_demand_mib": 2048, "cpu_demand": 1,
                     "mem_used_mib": 1800, "hot_dirty_size_mib": 0, "hot_dirty_duration_s": 1, "cold_dirty_rate_mib_s": 0},
                    {"id": "db", "host": "h2", "dest": "h1", "must_move": true, "mem_demand_mib": 2048, "cpu_demand": 1,
                     "mem_used_mib": 1800, "hot_dirty_size_mib": 0, "hot_dirty_duration_s": 1, "cold_dirty_rate_mib_s": 0,
                     "modes": [%s]}
                  ],
                  "routes": [{"from": "h1", "to": "h2", "links": [["l", "ab"]], "max_mbps": 500},
                             {"from": "h2", "to": "h1", "links": [["l", "ba"]], "max_mbps": 500}],
                  "constraints": {"horizon_s": 3600, "power_cap_w": null}
                }
                """.formatted(modes);
    }

    @Test
    void circle_isBrokenByAVmThatMayBeSuspended_andIsNamed() throws IOException {
        Path file = directory.resolve("swap.json");
        Files.writeString(file, swap("\"pre_copy\""));
        assertThat(plan(file)).isEqualTo(ExitCode.REFUSED);
        assertThat(cli.err()).contains("circle", "suspend_copy_resume_disk");

        Files.writeString(file, swap("\"pre_copy\", \"suspend_copy_resume_disk\""));
        assertThat(plan(file, "--json")).as(cli.err()).isZero();
        JsonNode summary = new ObjectMapper().readTree(cli.out());
        assertThat(summary.path("suspensions_seconds").path("db").asDouble())
                .isEqualTo(summary.path("makespan_seconds").asDouble());
        assertThat(plan(file)).as(cli.err()).isZero();
        assertThat(cli.out()).contains("VM 'db' is suspended, and stands still for", "db  suspends on h2");
    }

    @Test
    void noRoom_isRefused_andNamesTheHost() throws IOException {
        assertThat(plan(batch(3000))).isEqualTo(ExitCode.REFUSED);
        assertThat(cli.err()).contains("h2");
    }

    @Test
    void wrongFiles_areNamed() throws IOException {
        assertThat(plan(directory.resolve("nothing.json"))).isEqualTo(ExitCode.USAGE);
        assertThat(cli.err()).contains("nothing.json", "no such file");

        Path broken = Files.writeString(directory.resolve("broken.json"), "{\"schema\": \"vm-migration-batch/1\"}");
        assertThat(plan(broken)).isEqualTo(ExitCode.USAGE);
        assertThat(cli.err()).contains("broken.json", "name");
    }
}
