package io.vacate.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.orchestrator.report.RunStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

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
    void predictWithoutHosts_tellsWhichVmDoesNotConverge() {
        assertThat(printedBy(PredictWithoutHosts::predict).lines())
                .hasSize(12)
                .anyMatch(line -> line.startsWith("idle") && line.contains("the link dominates"))
                .anyMatch(line -> line.startsWith("too busy") && line.contains("does not converge"))
                .anyMatch(line -> line.contains("suspend_copy_resume_memory") && line.contains("the buffer dominates"));
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
