package io.vacate.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.model.batch.Batch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A batch as JSON")
class BatchDocumentTest {
    /** Has an object of each kind that there is. */
    private static final String ALL = """
            {
              "schema": "vm-migration-batch/1", "name": "all",
              "hosts": [
                {"id": "h1", "mem_capacity_mib": 8192, "cpu_capacity": 8},
                {"id": "h2", "mem_capacity_mib": 8192, "cpu_capacity": 8}
              ],
              "switches": [{"id": "s", "capacity_mbps": 5000}],
              "links": [
                {"id": "l1", "a": "h1", "b": "s", "capacity_mbps": 1000, "duplex": "full"},
                {"id": "l2", "a": "h2", "b": "s", "capacity_mbps": 1000}
              ],
              "routes": [{"from": "h1", "to": "h2", "links": [["l1", "ab"], ["l2", "ba"]], "max_mbps": 1000}],
              "vms": [
                {"id": "web", "host": "h1", "dest": "h2", "mem_demand_mib": 2048, "cpu_demand": 1, "mem_used_mib": 1800,
                 "hot_dirty_size_mib": 9, "hot_dirty_duration_s": 1, "cold_dirty_rate_mib_s": 1,
                 "auto_converge": {"initial_percent": 20, "increment_percent": 10}},
                {"id": "db", "host": "h1", "dest": "h2", "mem_demand_mib": 2048, "cpu_demand": 1, "mem_used_mib": 1800,
                 "dirty_points": [{"s": 1, "mib": 10}, {"s": 2, "mib": 15}]}
              ],
              "constraints": {
                "horizon_s": 3600, "power_cap_w": 5000,
                "precedences": [{"before": "web", "after": "db"}],
                "groups": [{"kind": "together", "vms": ["web", "db"]}]
              },
              "power": {"host_idle_w": 100, "boot_extra_w": 10, "vm_w": 5, "migration_w": "20 + floor(mbps / 16)"}
            }
            """;

    private static String with(String pointer, String field, String value) {
        try {
            ObjectMapper mapper = new ObjectMapper();
            ObjectNode root = (ObjectNode) mapper.readTree(ALL);
            ((ObjectNode) root.at(pointer)).put(field, value);
            return mapper.writeValueAsString(root);
        } catch (JsonProcessingException broken) {
            throw new AssertionError(broken);
        }
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "'', typo",
                "/hosts/1, hosts[1].typo",
                "/switches/0, switches[0].typo",
                "/links/1, links[1].typo",
                "/routes/0, routes[0].typo",
                "/vms/1, vms[1].typo",
                "/vms/0/auto_converge, vms[0].auto_converge.typo",
                "/vms/1/dirty_points/1, vms[1].dirty_points[1].typo",
                "/constraints, constraints.typo",
                "/constraints/precedences/0, constraints.precedences[0].typo",
                "/constraints/groups/0, constraints.groups[0].typo",
                "/power, power.typo"
            })
    void unknownField_isRefusedByItsPath_unlessOthersAddIt_orItOnlySaysWhereThingsComeFrom(
            String pointer, String path) {
        assertThatThrownBy(() -> BatchDocument.parse(with(pointer, "typo", "1")))
                .isInstanceOf(ProfileFormatException.class)
                .hasMessageStartingWith(path + " is unknown")
                .hasMessageContaining("x_");

        Batch without = BatchDocument.parse(ALL);
        for (String allowed : new String[] {"x_typo", "source", "note"}) {
            assertThat(BatchDocument.parse(with(pointer, allowed, "somewhere")))
                    .as(allowed)
                    .isEqualTo(without);
        }
    }

    /** Each was ignored once, so that a plan broke what was meant. */
    @ParameterizedTest
    @CsvSource(value = {"/vms/0, dead_line_s", "/constraints, group", "/constraints, max_migration"})
    void misspelledConstraint_isRefused_withTheNamesThatThereAre(String pointer, String misspelled) {
        assertThatThrownBy(() -> BatchDocument.parse(with(pointer, misspelled, "1")))
                .hasMessageContaining(misspelled + " is unknown")
                .hasMessageContaining("max_m" + (pointer.equals("/vms/0") ? "bps" : "igrations"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"half", "both"})
    void linkThatIsNoFullDuplex_isRefused(String duplex) {
        assertThatThrownBy(() -> BatchDocument.parse(with("/links/0", "duplex", duplex)))
                .hasMessageContaining("links[0].duplex")
                .hasMessageContaining("'%s'".formatted(duplex));
    }

    @Test
    void whatIsWritten_isReadAgainAsItWas() {
        Batch batch = BatchDocument.parse(ALL);

        assertThat(BatchDocument.parse(BatchDocument.text(batch))).isEqualTo(batch);
    }
}
