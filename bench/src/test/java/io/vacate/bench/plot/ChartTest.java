package io.vacate.bench.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class ChartTest {
    @TempDir
    private Path directory;

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static PredictedAgainstMeasured plot() {
        PredictedAgainstMeasured plot = new PredictedAgainstMeasured("a < b & c");
        plot.add("idle <1 GiB", 1, 1);
        plot.add("idle <1 GiB", 1, 1);
        plot.add("idle <1 GiB", 100, 10);
        plot.add("busy", 10, 10);
        return plot;
    }

    @Test
    void plot_isWellFormed_whateverItsNames() throws Exception {
        Document document = parsed(plot().chart().svg());

        assertThat(document.getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo("a < b & c");
        assertThat(document.getDocumentElement().getTextContent()).contains("idle <1 GiB (3)", "busy (1)", "20 % off");
    }

    @Test
    void equalTimes_lieOnTheDiagonal_andEqualDotsAreOne() {
        String svg = plot().chart().svg();

        // From 1/1.15 to 115 s in 420 pixels, from the lower left corner at (70, 470): 10 s is the middle of both.
        assertThat(svg).contains("M280 260h0").contains("M82 458h0M478 260h0");
        assertThat(svg.split("M82 458h0", -1)).hasSize(2);
    }

    @Test
    void sameData_givesTheSameBytes(@TempDir Path other) throws IOException {
        plot().write(directory.resolve("deep/plot.svg"));
        plot().write(other.resolve("plot.svg"));

        assertThat(Files.readAllBytes(directory.resolve("deep/plot.svg")))
                .isEqualTo(Files.readAllBytes(other.resolve("plot.svg")));
    }

    @Test
    void nothingToPlot_isAnError_ratherThanAnEmptyPicture() {
        PredictedAgainstMeasured empty = new PredictedAgainstMeasured("none");

        assertThatIllegalStateException().isThrownBy(empty::chart).withMessageContaining("'none'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> empty.add("x", 0, 3))
                .withMessageContaining("measured (0.0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> empty.add("x", 3, Double.NaN))
                .withMessageContaining("predicted (NaN)");
    }

    @Test
    void coverage_isDrawnInPerCent() throws Exception {
        CoveragePlot coverage = new CoveragePlot("held");
        coverage.add("migrations", List.of(new Point(0.5, 0.5), new Point(0.9, 1)));

        String svg = coverage.chart().svg();

        assertThat(parsed(svg).getElementsByTagName("circle").getLength()).isEqualTo(2);
        assertThat(svg).contains("cx=\"280\" cy=\"260\"").contains("cx=\"448\" cy=\"50\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> coverage.add("x", List.of(new Point(0.5, 1.2))))
                .withMessageContaining("'x'");
    }

    @Test
    void ticks_areRound() {
        assertThat(new Axis("s", 0.8, 120, Axis.Scale.LOGARITHMIC).ticks())
                .containsExactly(1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0);
        assertThat(new Axis("%", 0, 100, Axis.Scale.LINEAR).ticks())
                .containsExactly(0.0, 20.0, 40.0, 60.0, 80.0, 100.0);
        assertThat(new Axis("s", 1, 100, Axis.Scale.LOGARITHMIC).share(10)).isEqualTo(0.5, within(1e-12));
    }

    @Test
    void axisThatGoesNowhere_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Axis("s", 5, 5, Axis.Scale.LINEAR))
                .withMessageContaining("'s'");
        assertThatIllegalArgumentException().isThrownBy(() -> new Axis("s", 0, 5, Axis.Scale.LOGARITHMIC));
        assertThatIllegalArgumentException().isThrownBy(() -> new Axis("s", Double.NaN, 5, Axis.Scale.LINEAR));
    }
}
