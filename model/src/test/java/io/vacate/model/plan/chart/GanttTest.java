package io.vacate.model.plan.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.unit.DataRate;
import io.vacate.model.plan.batch.BatchAction;
import io.vacate.model.plan.batch.BatchBound;
import io.vacate.model.plan.batch.BatchPlan;
import io.vacate.model.profile.ModeKind;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class GanttTest {
    private static final BatchPlan PLAN = new BatchPlan(
            "rack <1>",
            List.of(
                    new BatchAction.Boot("h2", Duration.ZERO, Duration.ofSeconds(10), List.of()),
                    new BatchAction.Migrate(
                            "web",
                            "h1",
                            "h2",
                            ModeKind.PRE_COPY,
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(35),
                            DataRate.ofMegabitsPerSecond(500),
                            List.of(0)),
                    new BatchAction.Shutdown("h1", Duration.ofSeconds(35), Duration.ofSeconds(40), List.of(1))),
            Duration.ofSeconds(40),
            new BatchBound(Duration.ofSeconds(40), "VM 'web'"));

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
