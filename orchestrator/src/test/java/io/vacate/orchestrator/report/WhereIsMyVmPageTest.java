package io.vacate.orchestrator.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.host.HostUri;
import io.vacate.api.location.HostAnswer;
import io.vacate.api.location.VmAnswers;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import io.vacate.api.vm.VmSummary;
import io.vacate.model.live.LiveEstimator.Lesson;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.orchestrator.execute.MoveResult;
import io.vacate.orchestrator.execute.Planned;
import io.vacate.orchestrator.execute.VmMove;
import io.vacate.orchestrator.inventory.StayingVm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every row of {@code docs/where-is-my-vm.md}. */
class WhereIsMyVmPageTest {
    private static final HostUri SOURCE = HostUri.parse("kvm+tcp://a/system");
    private static final HostUri DESTINATION = HostUri.parse("kvm+tcp://b/system");
    private static final VmId VM_ID = new VmId(new UUID(0, 1));

    static List<List<String>> movingRows() {
        return rows("| move |");
    }

    static List<List<String>> stayingRows() {
        return rows("| source says | left behind |");
    }

    private static List<List<String>> rows(String header) {
        try {
            return Files.readAllLines(Path.of("..", "docs", "where-is-my-vm.md")).stream()
                    .dropWhile(line -> !line.startsWith(header))
                    .skip(2)
                    .takeWhile(line -> line.startsWith("|"))
                    .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                            .map(String::strip)
                            .toList())
                    .toList();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    @Test
    void tablesAreFound() {
        assertThat(movingRows()).hasSizeGreaterThan(40).allMatch(row -> row.size() == 6);
        assertThat(stayingRows()).hasSizeGreaterThan(6).allMatch(row -> row.size() == 3);
    }

    @ParameterizedTest
    @MethodSource("movingRows")
    void rowOfAMove_isWhatTheReportSays(List<String> row) {
        Map<HostUri, HostAnswer> answers = new LinkedHashMap<>();
        answers.put(SOURCE, answer(row.get(1), SOURCE));
        answers.put(DESTINATION, answer(row.get(2), DESTINATION));
        VmAnswers said = VmAnswers.of(SOURCE, answers);
        VmLocation before = row.get(0).equals("moved")
                ? new VmLocation.OnHost(DESTINATION, status("running (migrated)"))
                : said.conclude().location();
        VmLocation location = said.concludeAfter(before);
        MoveResult result = result(row.get(0), before);

        MoveReport report = new MoveReport(result, VmOutcome.of(result, location, Set.of()), location);

        assertThat(where(location)).isEqualTo(row.get(3));
        assertThat(words(report.outcome())).isEqualTo(row.get(4));
        assertThat(report.next()).contains(row.get(5));
        assertThat(report.message()).isNotBlank();
        if (report.outcome() == VmOutcome.UNKNOWN) {
            assertThat(report.message()).contains("do not start it anew");
        }
    }

    @ParameterizedTest
    @MethodSource("stayingRows")
    void rowOfAStayingVm_isWhatTheReportSays(List<String> row) {
        HostAnswer answer = answer(row.get(0), SOURCE);
        StayingVm stay = answer instanceof HostAnswer.Keeps keeps
                ? StayingVm.suspended(keeps.state(), NextStep.resume(keeps.state()))
                : answer instanceof HostAnswer.Sending sending
                        ? StayingVm.departing(SOURCE, new VmSummary(VM_ID, "web", sending.status()))
                        : StayingVm.of(SOURCE, new VmSummary(VM_ID, "web", ((HostAnswer.Has) answer).status()));

        assertThat(stay.isLeftBehind() ? "yes" : "no").isEqualTo(row.get(1));
        assertThat(stay.reason()).contains(row.get(2));
    }

    private static HostAnswer answer(String words, HostUri host) {
        return switch (words) {
            case "absent" -> new HostAnswer.HasNot();
            case "silent" -> new HostAnswer.Silent("no answer");
            case "sending" -> new HostAnswer.Sending(status("running (booted)"));
            case "keeps its state" ->
                new HostAnswer.Keeps(new SuspendedVm(
                        VM_ID,
                        "web",
                        host,
                        "/buffer/web",
                        DataSize.ofMebibytes(1),
                        true,
                        Instant.EPOCH,
                        SuspendedVm.Activity.INTERRUPTED,
                        Optional.empty()));
            default ->
                words.endsWith(", unseen")
                        ? HostAnswer.Silent.ofUnseenEnd(status(words.replace(", unseen", "")))
                        : new HostAnswer.Has(status(words));
        };
    }

    private static VmStatus status(String words) {
        for (VmState state : VmState.values()) {
            for (StateReason reason : StateReason.values()) {
                VmStatus status = new VmStatus(state, reason);
                if (status.toString().equals(words.replace(" (unknown)", ""))) {
                    return status;
                }
            }
        }
        throw new IllegalArgumentException("There is no state '%s'".formatted(words));
    }

    private static MoveResult result(String words, VmLocation location) {
        Host from = mock(Host.class);
        Host to = mock(Host.class);
        VM vm = mock(VM.class);
        when(from.uri()).thenReturn(SOURCE);
        when(to.uri()).thenReturn(DESTINATION);
        when(vm.host()).thenReturn(from);
        when(vm.id()).thenReturn(VM_ID);
        when(vm.name()).thenReturn("web");
        VmMove move = Planned.move(vm, to, DataSize.ofMebibytes(1), DirtyCurve.idle());
        if (words.equals("moved")) {
            MigrationStatistics cost =
                    MigrationStatistics.builder(Duration.ofSeconds(1)).build();
            Lesson lesson = new Lesson(new VmId(new UUID(0, 1)), Optional.empty(), List.of(), List.of());
            return new MoveResult.Moved(move, to, cost, Instant.EPOCH, Instant.EPOCH, 1, lesson);
        }
        MoveResult.Reason reason =
                MoveResult.Reason.valueOf(words.toUpperCase(Locale.ROOT).replace(' ', '_'));
        return new MoveResult.NotMoved(move, reason, "", location, 1);
    }

    private static String where(VmLocation location) {
        if (location instanceof VmLocation.OnHost at) {
            return at.host().equals(SOURCE) ? "source" : "destination";
        }
        if (location instanceof VmLocation.Suspended waits) {
            return "suspended at " + (waits.host().equals(SOURCE) ? "source" : "destination");
        }
        return location instanceof VmLocation.Lost ? "lost" : "unknown";
    }

    private static String words(VmOutcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
