package io.vacate.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.orchestrator.report.RunStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each example does what its text says. */
class ExamplesTest {
    @Test
    void lookAtHosts_printsHostsAndVms_andGoesOnPastAHostThatDoesNotAnswer() {
        String printed = printedBy(out -> LookAtHosts.look(List.of("sim:demo#alpha", "sim:demo#beta"), out));

        assertThat(printed).contains("alpha: ", "beta: ", "database", "shut off");
    }

    @Test
    void migrateOneVm_showsProgressAndTheOutcome() {
        assertThat(printedBy(MigrateOneVm::migrate)).contains("COPYING", "Moved to sim:", "ms of them down");
    }

    @Test
    void predictOneVm_tellsEachModeAndWhatDominates() {
        List<String> lines = printedBy(PredictOneVm::predict).lines().toList();

        assertThat(lines).hasSize(2).allMatch(line -> line.contains("dominates"));
        assertThat(lines.get(0)).startsWith("PreCopy");
        assertThat(lines.get(1)).startsWith("StopAndCopy");
    }

    @Test
    void predictAGroup_findsIdleVmsFasterAtOnceAndBusyOnesFasterInTurn() {
        List<String> lines = printedBy(PredictAGroup::predict).lines().toList();

        assertThat(lines).hasSize(2);
        assertThat(time(lines.get(0), "at once")).isLessThan(time(lines.get(0), "in turn"));
        assertThat(time(lines.get(1), "in turn")).isLessThan(time(lines.get(1), "at once"));
    }

    @Test
    void planABatch_movesEachVmOnceAndIsNoShorterThanItsBound() {
        List<String> lines = printedBy(PlanABatch::plan).lines().toList();

        assertThat(lines.subList(0, lines.size() - 1))
                .extracting(line -> line.substring(0, line.indexOf(':')))
                .containsExactlyInAnyOrder(
                        "migrate a", "migrate b", "migrate c", "migrate d", "migrate e", "migrate f");
        String summary = lines.get(lines.size() - 1);
        assertThat(time(summary, "in all")).isGreaterThanOrEqualTo(time(summary, "at least"));
        assertThat(summary).containsPattern("gap \\d\\.\\d+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PredictOneVm", "PredictAGroup", "PlanABatch"})
    void examplesOfTheModelAreShort(String name) throws IOException {
        Path source = Path.of("src", "main", "java", "io", "vacate", "examples", name + ".java");

        assertThat(Files.readAllLines(source))
                .filteredOn(line -> !line.isBlank() && !line.startsWith("import ") && !line.startsWith("package "))
                .hasSizeLessThanOrEqualTo(25);
    }

    /** Returns the time that stands before some words. */
    private static Duration time(String line, String words) {
        Matcher matcher = Pattern.compile("(PT\\S+) " + words).matcher(line);
        assertThat(matcher.find()).as(line).isTrue();
        return Duration.parse(matcher.group(1));
    }

    @Test
    void vacateAHost_movesAllAsPredicted() {
        EvacuationReport[] report = new EvacuationReport[1];

        String printed = printedBy(out -> report[0] = VacateAHost.vacate(out));

        assertThat(report[0].status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(report[0].moved()).isEqualTo(2);
        assertThat(printed).contains("2 VMs in");
    }

    private static String printedBy(Consumer<PrintStream> example) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        example.accept(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
