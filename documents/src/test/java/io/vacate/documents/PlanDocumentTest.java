package io.vacate.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.VmId;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.Plan;
import io.vacate.model.batch.Strategy;
import io.vacate.model.estimate.Estimate;
import io.vacate.model.estimate.Tuning;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A plan as JSON")
class PlanDocumentTest {
    private static final DataRate RATE = DataRate.ofMegabitsPerSecond(940);

    private static Duration at(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    private static Action.Migrate move(String id, String vm, String to, Tuning how, double end, String... after) {
        return new Action.Migrate(id, vm, "h1", to, how, at(10), at(end), RATE, List.of(after), Optional.empty());
    }

    /** Has an action of each kind, and whatever else a plan can have. */
    private static PlanDocument all() {
        List<Action> actions = List.of(
                new Action.Suspend("suspend db", "db", "h2", at(0), at(2.5), List.of()),
                new Action.Boot("boot h3", "h3", at(0), at(10), List.of()),
                move("migrate web", "web", "h2", Tuning.PRE_COPY, 21.123456789, "suspend db"),
                move(
                        "migrate mail",
                        "mail",
                        "h3",
                        Tuning.of(new MigrationMode.SuspendCopyResume(Buffer.MEMORY)),
                        30,
                        "boot h3"),
                new Action.Resume(
                        "resume db", "db", "h2", "h1", at(30), at(42), RATE, List.of("migrate web", "migrate mail")),
                new Action.Shutdown("shutdown h2", "h2", at(42), at(50), List.of("resume db")));
        Plan plan = new Plan(
                "all",
                Strategy.MIXED,
                actions,
                at(50),
                Optional.of(new Estimate<>(at(44), at(47), at(50), at(53), at(56), at(59.5), at(51.25))),
                new Plan.Bound(at(49), "link 'l1'"),
                List.of(
                        new Plan.Alternative(Strategy.SEQUENTIAL, 1, at(70), at(0.5), 0),
                        new Plan.Alternative(Strategy.PARALLEL, 4, at(90), at(3), 2)));
        return new PlanDocument(
                plan,
                Map.of("h1", "qemu+ssh://h1/system", "h2", "qemu+ssh://h2/system"),
                Map.of("web", new VmId(new UUID(1, 2))),
                List.of("--mode", "live"),
                true);
    }

    @Test
    void whatIsWritten_isReadAgainAsItWas() {
        PlanDocument read = PlanDocument.parse(all().text());

        assertThat(read).isEqualTo(all());
        assertThat(read.text()).isEqualTo(all().text());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // A cycle, and one that waits for itself.
                "\"after\" : [ \"suspend db\" ] | \"after\" : [ \"resume db\" ] | actions[2] | 'resume db'",
                "\"after\" : [ \"suspend db\" ] | \"after\" : [ \"migrate web\" ] | actions[2] | 'migrate web'",
                "\"after\" : [ \"boot h3\" ] | \"after\" : [ \"boot h4\" ] | actions[3] | 'boot h4'",
                "\"id\" : \"boot h3\" | \"id\" : \"suspend db\" | actions[1] | 'suspend db'",
                "\"type\" : \"boot\" | \"type\" : \"reboot\" | actions[1].type | 'reboot'",
                "\"end_s\" : 2.5 | \"end_s\" : -1 | actions[0].end_s | -1",
                "\"end_s\" : 42 | \"end_s\" : 12 | actions[4].end_s | start_s (30.0 s)",
                "\"mode\" : \"pre_copy\" | \"mode\" : \"teleport\" | actions[2].mode | 'teleport'",
                "\"host\" : \"h3\" | \"hots\" : \"h3\" | actions[1] | host",
                "\"p95\" : 59.5 | \"p95\" : 1 | aggregate_time_s | p95",
                "\"at_once\" : 4 | \"at_one\" : 4 | alternatives[1] | at_once",
                "vm-migration-plan/1 | vm-migration-plan/2 | schema | vm-migration-plan/1"
            })
    void damagedPlan_isRefusedByName(String written, String damage, String path, String named) {
        String text = all().text();
        assertThat(text).contains(written);

        assertThatThrownBy(() -> PlanDocument.parse(text.replace(written, damage)))
                .isInstanceOf(ProfileFormatException.class)
                .hasMessageContaining(path)
                .hasMessageContaining(named);
    }

    @Test
    void unknownField_isRefused_unlessOthersAddIt() {
        String text = all().text();

        assertThatThrownBy(() -> PlanDocument.parse(text.replaceFirst("\"after\"", "\"typo\" : 1, \"after\"")))
                .hasMessageStartingWith("actions[0].typo is unknown");
        assertThat(PlanDocument.parse(text.replaceFirst("\"after\"", "\"x_typo\" : 1, \"after\"")))
                .isEqualTo(all());
    }
}
