package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.batch.Action;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.VmProfile;
import io.vacate.orchestrator.EvacuationRun;
import io.vacate.orchestrator.execute.VmMove;
import io.vacate.orchestrator.progress.MoveProgress;
import io.vacate.orchestrator.progress.RunProgress;
import io.vacate.orchestrator.progress.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is said of a VM that goes by a third host, to one who does not wait for its end. */
class GuardedRunTest {
    private static final VmId WEB = new VmId(new UUID(0, 1));
    private static final DataSize MEMORY = DataSize.ofMebibytes(64);

    private final Host alpha = host("alpha");
    private final Host beta = host("beta");
    private final Host gamma = host("gamma");

    private static Host host(String name) {
        Host host = mock(Host.class, name);
        when(host.uri()).thenReturn(HostUri.parse("sim:demo#" + name));
        return host;
    }

    private static MoveProgress move(Host found, Host from, Host to, Stage stage) {
        VM web = mock(VM.class);
        when(web.id()).thenReturn(WEB);
        when(web.name()).thenReturn("web");
        when(web.host()).thenReturn(found);
        Action.Migrate planned = new Action.Migrate(
                "migrate web to " + to,
                "web",
                "from",
                "to",
                Tuning.PRE_COPY,
                Duration.ZERO,
                Duration.ofSeconds(1),
                DataRate.ofMegabitsPerSecond(500),
                List.of(),
                Optional.empty());
        VmProfile profile = new VmProfile(WEB, "web", MEMORY, MEMORY, DirtyCurve.idle(), Duration.ofMillis(300));
        VmMove move = new VmMove(planned, profile, web, from, to, MigrationRequest.live(), MEMORY, MEMORY);
        return new MoveProgress(
                move,
                to,
                stage,
                0,
                Duration.ZERO,
                Duration.ofSeconds(1),
                false,
                DataSize.ZERO,
                DataRate.ZERO,
                0,
                Optional.empty());
    }

    private static List<String> leftBehind(MoveProgress... moves) {
        EvacuationRun run = mock(EvacuationRun.class);
        when(run.progress()).thenReturn(new RunProgress(Duration.ZERO, 0.5, Duration.ofSeconds(1), List.of(moves)));
        return new GuardedRun(run)
                .leftBehind().stream().filter(line -> line.startsWith("'web'")).toList();
    }

    @Test
    void vmThatMovesTwice_isSaidToBeInOnePlace() {
        assertThat(leftBehind(move(alpha, alpha, gamma, Stage.WAITING), move(alpha, gamma, beta, Stage.WAITING)))
                .containsExactly("'web': on sim:demo#alpha");
        assertThat(leftBehind(move(alpha, alpha, gamma, Stage.MOVED), move(alpha, gamma, beta, Stage.WAITING)))
                .containsExactly("'web': on sim:demo#gamma");
        assertThat(leftBehind(move(alpha, alpha, gamma, Stage.MOVED), move(gamma, gamma, beta, Stage.COPYING)))
                .singleElement()
                .asString()
                .contains("still on its way from sim:demo#gamma to sim:demo#beta");
        assertThat(leftBehind(move(alpha, alpha, gamma, Stage.MOVED), move(gamma, gamma, beta, Stage.MOVED)))
                .containsExactly("'web': on sim:demo#beta");
    }
}
