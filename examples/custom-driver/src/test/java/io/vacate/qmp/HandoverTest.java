package io.vacate.qmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.host.HostUri;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmConfig;
import io.vacate.qmp.Handover.Step;
import io.vacate.qmp.VmFolder.Arriving;
import io.vacate.qmp.VmFolder.Arriving.Phase;
import io.vacate.qmp.VmFolder.Leaving;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever both ends say, and whenever the program that led the migration died: the VM runs once. */
class HandoverTest {
    private static final HostUri ALPHA = HostUri.parse("qmp:/alpha");
    private static final HostUri BETA = HostUri.parse("qmp:/beta");

    private final VmDefinition definition =
            VmDefinition.of(VmConfig.builder("web", DataSize.ofMebibytes(64)).build());
    private final List<AutoCloseable> open = new ArrayList<>();
    private Path root;
    private VmFolder source;
    private VmFolder destination;

    @BeforeEach
    void makeFolders() throws IOException {
        // Not JUnit's folder: the paths of sockets must be short.
        root = Files.createTempDirectory("ho");
        source = new VmFolder(folder("a"));
        destination = new VmFolder(folder("b"));
        source.define(definition);
        source.leaving(new Leaving(destination.path()));
        source.reason(StateReason.BOOTED);
    }

    private Path folder(String host) throws IOException {
        return Files.createDirectories(
                root.resolve(host).resolve(definition.id().toString()));
    }

    @AfterEach
    void removeFolders() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
        source.delete();
        destination.delete();
        for (String host : List.of("a", "b", "")) {
            Files.delete(root.resolve(host));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "active,    active,     running",
        "active,    device,     finish-migrate",
        "active,    completed,  postmigrate",
        "setup,     setup,      running",
        "completed, device,     finish-migrate",
        "active,    cancelling, running"
    })
    void memoryOnItsWay_isWaitedFor(String there, String here, String state) {
        FakeQemu sender = sender(state, here);
        FakeQemu receiver = receiver(Phase.RECEIVING, "inmigrate", there);

        assertThat(step()).isEqualTo(Step.UNDER_WAY);
        assertThat(sender.commands()).isEmpty();
        assertThat(receiver.commands()).isEmpty();
    }

    @Test
    void allSent_runsAtTheDestinationAndIsGoneFromTheSource() {
        FakeQemu sender = sender("postmigrate", "completed");
        FakeQemu receiver = receiver(Phase.RECEIVING, "paused", "completed");

        assertThat(step()).isEqualTo(Step.DELIVERED);
        assertThat(receiver.commands()).containsExactly("cont");
        assertThat(sender.commands()).containsExactly("quit");
        assertDelivered();
    }

    @Test
    void sourceDiedAfterItHadSentAll_runsAtTheDestination() {
        FakeQemu receiver = receiver(Phase.RECEIVING, "paused", "completed");

        assertThat(step()).isEqualTo(Step.DELIVERED);
        assertThat(receiver.runState()).isEqualTo("running");
        assertDelivered();
    }

    @Test
    void pausedByAUser_arrivesPaused() {
        source.reason(StateReason.USER);
        sender("postmigrate", "completed");
        FakeQemu receiver = receiver(Phase.RECEIVING, "paused", "completed");

        assertThat(step()).isEqualTo(Step.DELIVERED);
        assertThat(receiver.commands()).isEmpty();
        assertThat(destination.reason()).isEqualTo(StateReason.USER);
    }

    @ParameterizedTest
    @CsvSource({
        // The source took a late error for a failure and runs: the destination must not.
        "completed, failed,    running",
        "failed,    failed,    running",
        "active,    cancelled, running",
        "setup,     none,      running",
        // Of an earlier migration.
        "active,    completed, running"
    })
    void notAllArrived_runsOnAtTheSource(String there, String here, String state) {
        FakeQemu sender = sender(state, here);
        FakeQemu receiver = receiver(Phase.RECEIVING, "inmigrate", there);

        assertThat(step()).isEqualTo(Step.GIVEN_BACK);
        assertThat(receiver.commands()).containsExactly("quit");
        assertThat(sender.commands()).isEmpty();
        assertGivenBack();
    }

    @Test
    void destinationDiedBeforeItRan_sourceThatHadSentAllRunsAgain() {
        FakeQemu sender = sender("postmigrate", "completed");
        destination.arriving(arriving(Phase.RECEIVING));

        assertThat(step()).isEqualTo(Step.GIVEN_BACK);
        assertThat(sender.commands()).containsExactly("cont");
        assertGivenBack();
    }

    @Test
    void programDiedWhileLettingTheVmRun_isDoneAgain() {
        FakeQemu sender = sender("postmigrate", "completed");
        FakeQemu receiver = receiver(Phase.STARTING, "running", "completed");

        assertThat(step()).isEqualTo(Step.DELIVERED);
        assertThat(receiver.runState()).isEqualTo("running");
        assertThat(sender.commands()).containsExactly("quit");
        assertDelivered();
    }

    @Test
    void destinationMayHaveRunAndDied_sourceStaysStopped() {
        FakeQemu sender = sender("postmigrate", "completed");
        destination.arriving(arriving(Phase.STARTING));

        assertThat(step()).isEqualTo(Step.UNDECIDED);
        assertThat(sender.commands()).isEmpty();
        assertThat(sender.runState()).isEqualTo("postmigrate");
    }

    @Test
    void programDiedBeforeTheSourceWasEnded_sourceIsEnded() {
        FakeQemu sender = sender("postmigrate", "completed");
        receiver(Phase.DELIVERED, "running", "completed");

        assertThat(step()).isEqualTo(Step.DELIVERED);
        assertThat(sender.commands()).containsExactly("quit");
        assertDelivered();
    }

    @Test
    void definitionOfAnEarlierStay_outlivesAFailure() {
        sender("running", "failed");
        destination.define(definition);
        receiver(Phase.RECEIVING, "inmigrate", "failed");

        assertThat(step()).isEqualTo(Step.GIVEN_BACK);
        assertThat(destination.definition()).contains(definition);
        assertThat(destination.isAlive()).isFalse();
    }

    @Test
    void noRecordOfAMigration_onlyTheMarkGoes() {
        FakeQemu sender = sender("running", "cancelled");

        assertThat(step()).isEqualTo(Step.GIVEN_BACK);
        assertThat(sender.commands()).isEmpty();
        assertThat(source.leaving()).isEmpty();
    }

    private void assertDelivered() {
        assertThat(source.exists()).isFalse();
        assertThat(destination.definition()).contains(definition);
        assertThat(destination.arriving()).isEmpty();
        assertThat(destination.isAlive()).isTrue();
    }

    private void assertGivenBack() {
        assertThat(destination.exists()).isFalse();
        assertThat(source.leaving()).isEmpty();
        assertThat(source.reason()).isEqualTo(StateReason.MIGRATION_CANCELLED);
        assertThat(source.isAlive()).isTrue();
    }

    private FakeQemu sender(String runState, String migration) {
        return opened(new FakeQemu(source, runState, migration));
    }

    private FakeQemu receiver(Phase phase, String runState, String migration) {
        destination.arriving(arriving(phase));
        return opened(new FakeQemu(destination, runState, migration));
    }

    private Arriving arriving(Phase phase) {
        return new Arriving(source.path(), definition, true, phase);
    }

    private Step step() {
        Machine here = opened(new Machine(ALPHA, source, event -> {}, () -> {}));
        Machine there = opened(new Machine(BETA, destination, event -> {}, () -> {}));
        return new Handover(here, there, new Handover.Watcher() {}).step();
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        open.add(closeable);
        return closeable;
    }
}
