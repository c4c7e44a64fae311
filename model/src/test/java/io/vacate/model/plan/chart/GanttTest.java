package io.vacate.model.plan.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.Plan;
import io.vacate.model.batch.Strategy;
import io.vacate.model.estimate.Tuning;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class GanttTest {
    private static final Plan PLAN = new Plan(
            "rack <1>",
            Strategy.MIXED,
            List.of(
                    new Action.Boot("boot h2", "h2", Duration.ZERO, Duration.ofSeconds(10), List.of()),
                    new Action.Migrate(
                            "migrate web",
                            "web",
                            "h1",
                            "h2",
                            Tuning.PRE_COPY,
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(35),
                            DataRate.ofMegabitsPerSecond(500),
                            List.of("boot h2"),
                            Optional.empty()),
                    new Action.Shutdown(
                            "shutdown h1",
                            "h1",
                            Duration.ofSeconds(35),
                            Duration.ofSeconds(40),
                            List.of("migrate web"))),
            Duration.ofSeconds(40),
            Optional.empty(),
            new Plan.Bound(Duration.ofSeconds(40), "VM 'web'"),
            List.of());

    @Test
    void lines_drawEachActionInItsTime() {
        // 14 columns of labels, 20 of times, 40 of bars: one for each second.
        assertThat(GanttText.lines(PLAN, 14 + 20 + 40, 9))
                .containsExactly(
                        "h2  boots           0.0     10.0 s " + "#".repeat(10),
                        "web  h1 > h2       10.0     35.0 s " + " ".repeat(10) + "#".repeat(25),
                        "h1  shuts down     35.0     40.0 s " + " ".repeat(35) + "#".repeat(5));
        assertThat(GanttText.lines(PLAN, 80, 1)).hasSize(2).last().isEqualTo("and 2 more");
    }

    @Test
    void svg_isWellFormed_andHasABarForEachAction() throws Exception {
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(GanttSvg.of(PLAN).getBytes(StandardCharsets.UTF_8)));

        var bars = document.getElementsByTagName("rect");
        assertThat(bars.getLength()).isEqualTo(3);
        Element web = (Element) bars.item(1);
        assertThat(web.getAttribute("class")).isEqualTo("migrate");
        assertThat(web.getAttribute("x")).isEqualTo("460.00");
        assertThat(web.getAttribute("width")).isEqualTo("500.00");
        assertThat(document.getElementsByTagName("text").item(0).getTextContent())
                .startsWith("rack <1>: 40.0 s");
    }
}
