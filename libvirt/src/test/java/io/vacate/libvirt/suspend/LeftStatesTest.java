package io.vacate.libvirt.suspend;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.migration.Buffer;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.SuspendedVm.Activity;
import io.vacate.api.vm.VmState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is found in buffers, and what is said of whoever is at work on it. */
class LeftStatesTest extends FakeJourney {
    private List<SuspendedVm> left(FakeSite site) {
        return new LeftStates(site).list(vm -> false);
    }

    @Test
    void looking_changesNothing() {
        fate.crashAt(0, false);

        assertThat(left(source)).isEmpty();
        assertThat(new Leftovers(source, destination).recovery(VM)).isEmpty();

        assertThat(fate.changes()).isZero();
        for (Buffer kind : Buffer.values()) {
            assertThat(source.directory(kind).isMade).isFalse();
            assertThat(destination.directory(kind).isMade).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void missingDirectories_areMadeForAMigration(Buffer kind) {
        passage(kind, true).run();

        assertOnlyAt(destination);
        assertThat(source.directory(kind).isMade).isTrue();
        assertThat(destination.directory(kind).isMade).isTrue();
    }

    @Test
    void whatThisProgramIsMoving_isUnderWay() {
        dieBefore(SuspendStep.COPY);

        assertThat(new LeftStates(source).list(VM::equals)).singleElement().satisfies(state -> {
            assertThat(state.activity()).isEqualTo(Activity.UNDER_WAY);
            assertThat(state.whole()).isTrue();
            assertThat(state.name()).isEqualTo("guest");
        });
    }

    @Test
    void programThatRunsStill_mayHaveGivenUp() {
        dieBefore(SuspendStep.SEAL);

        assertThat(left(source)).extracting(SuspendedVm::activity).containsExactly(Activity.UNKNOWN);
        assertThat(left(destination)).singleElement().satisfies(copy -> {
            assertThat(copy.activity()).isEqualTo(Activity.UNKNOWN);
            assertThat(copy.whole()).isFalse();
        });
    }

    @Test
    void programThatHasEnded_wasInterrupted() throws Exception {
        dieBefore(SuspendStep.SEAL);
        endProgram(source);
        endProgram(destination);

        assertThat(left(source)).extracting(SuspendedVm::activity).containsExactly(Activity.INTERRUPTED);
        assertThat(left(destination)).extracting(SuspendedVm::activity).containsExactly(Activity.INTERRUPTED);
    }

    /** Its host goes on without it, and the VM will be nowhere but in the buffer. */
    @Test
    void hostThatIsStillSaving_isAtWork_whoeverAskedForIt() throws Exception {
        dieBefore(SuspendStep.SAVE);
        endProgram(source);
        assertThat(left(source)).extracting(SuspendedVm::activity).containsExactly(Activity.INTERRUPTED);

        source.guests.get(VM).state = VmState.PAUSED;
        source.guests.get(VM).reason = StateReason.SAVED;

        assertThat(left(source)).singleElement().satisfies(record -> {
            assertThat(record.activity()).isEqualTo(Activity.UNDER_WAY);
            assertThat(record.file()).endsWith(".record");
            assertThat(record.size().isZero()).isTrue();
        });
    }

    @Test
    void stateWithoutARecord_isUnknown() {
        dieBefore(SuspendStep.COPY);
        source.directory(Buffer.DISK).files.clear();

        assertThat(left(source)).extracting(SuspendedVm::activity).containsExactly(Activity.UNKNOWN);
    }

    /** As if another program had written the record, and was no more. */
    private static void endProgram(FakeSite site) throws Exception {
        Process child = new ProcessBuilder("true").start();
        child.waitFor();
        String name = new BufferNames(VM, site.id()).record();
        SuspendRecord record =
                SuspendRecord.parse(site.directory(Buffer.DISK).files.get(name)).orElseThrow();
        ProgramId own = record.program().orElseThrow();
        SuspendRecord dead = new SuspendRecord(
                record.vm(),
                record.source(),
                record.sourceUri(),
                record.destination(),
                record.destinationUri(),
                record.buffer(),
                record.persistence(),
                record.definition(),
                record.destinationXml(),
                Optional.of(new ProgramId(own.boot(), own.pidNamespace(), child.pid(), own.started())));
        site.directory(Buffer.DISK).files.put(name, dead.toJson());
    }
}
