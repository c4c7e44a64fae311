package io.vacate.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.batch.Constraints;
import io.vacate.model.batch.HostState;
import io.vacate.model.profile.ModeKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Constraints of evacuations. */
class ConstraintsDocumentTest {
    private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "constraints.md"));
    }

    @Test
    void theExampleOfThePage_isRead() throws IOException {
        Constraints read = ConstraintsDocument.parse(
                EXAMPLE.matcher(page()).results().findFirst().orElseThrow().group(1));

        assertThat(read.migrationsAtOnce()).hasValue(8);
        assertThat(read.detours()).isTrue();
        assertThat(read.powerCapWatts()).hasValue(3000);
        Constraints.OfVm db = read.vms().get("db");
        assertThat(db.ways()).extracting(way -> ModeKind.of(way.mode())).containsExactly(ModeKind.POST_COPY);
        assertThat(db.window().deadline()).contains(Duration.ofMinutes(10));
        Constraints.OfHost node1 = read.hosts().get("node1");
        assertThat(node1.states().after()).isEqualTo(HostState.OFFLINE);
        assertThat(node1.up()).contains(DataRate.ofMegabitsPerSecond(1000));
        assertThat(node1.down()).contains(DataRate.ofMegabitsPerSecond(1000));
        assertThat(read.hosts().get("node9").memory()).contains(DataSize.ofMebibytes(131072));
        assertThat(read.precedences()).hasSize(1);
        assertThat(read.groups()).hasSize(2);
        assertThat(read.switches())
                .singleElement()
                .satisfies(one -> assertThat(one.id()).isEqualTo("rack-b"));
    }

    @Test
    void everyFieldThatIsReadIsOnThePage() throws IOException {
        String page = page();
        String reader = Files.readString(
                Path.of("src", "main", "java", "io", "vacate", "documents", "ConstraintsDocument.java"));

        assertThat(Pattern.compile("\"([a-z]+(?:_[a-z]+)*)\"")
                        .matcher(reader)
                        .results()
                        .map(found -> found.group(1))
                        .filter(name -> !name.equals("schema"))
                        .distinct())
                .isNotEmpty()
                .allSatisfy(field -> assertThat(page).contains("`" + field + "`"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"detuors\": true}|detuors",
                "{\"vms\": {\"web\": {\"priorty\": 1}}}|vms.web.priorty",
                "{\"hosts\": {\"h\": {\"cpus\": 1}}}|hosts.h.cpus",
                "{\"switches\": [{\"id\": \"s\", \"uplink_mbps\": 1, \"uplink\": 1}]}|switches[0].uplink",
                "{\"groups\": [{\"kind\": \"apart\", \"vms\": [\"a\", \"b\"], \"vm\": 1}]}|groups[0].vm",
                "{\"precedences\": [{\"before\": \"a\", \"after\": \"b\", \"by\": 1}]}|precedences[0].by",
                "{\"vms\": {\"web\": {\"deadline_s\": -1}}}|vms.web.deadline_s",
                "{\"hosts\": {\"h\": {\"link_mbps\": 0}}}|hosts.h.link_mbps",
                "{\"hosts\": {\"h\": {\"switch\": \"s\"}}}|'s'",
                "{\"power_cap_w\": 100}|power_cap_w",
                "{\"schema\": \"vacate-constraints/2\"}|schema"
            })
    void whatIsWrong_isNamed(String text, String named) {
        assertThatThrownBy(() -> ConstraintsDocument.parse(text))
                .isInstanceOf(ProfileFormatException.class)
                .hasMessageContaining(named);
    }

    @Test
    void nothing_isAsked_byAnEmptyObject() {
        assertThat(ConstraintsDocument.parse("{\"note\": \"nothing yet\", \"x_site\": 1}"))
                .isEqualTo(Constraints.NONE);
    }
}
