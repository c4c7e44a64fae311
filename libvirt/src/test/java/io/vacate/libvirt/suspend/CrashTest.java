package io.vacate.libvirt.suspend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.migration.Buffer;
import io.vacate.api.vm.VmState;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The program dies at each change that it makes, before it or right after: then the VM is brought back at one place. */
class CrashTest extends FakeJourney {
    /** The number of changes that a whole migration makes, and thus of the points at which it can die. */
    private static int changesOfAWholeRun() {
        FakeJourney whole = new FakeJourney();
        whole.fate.crashAt(0, false);
        whole.passage(Buffer.MEMORY, true).run();
        return whole.fate.changes();
    }

    static Stream<Integer> crashPoints() {
        return IntStream.rangeClosed(1, changesOfAWholeRun()).boxed();
    }

    @ParameterizedTest
    @MethodSource("crashPoints")
    void crashBeforeAChange_recoveryBringsTheVmBackAtOnePlace(int change) {
        crashAndRecover(change, false);
    }

    @ParameterizedTest
    @MethodSource("crashPoints")
    void crashAfterAChange_recoveryBringsTheVmBackAtOnePlace(int change) {
        crashAndRecover(change, true);
    }

    private void crashAndRecover(int change, boolean after) {
        fate.crashAt(change, after);
        assertThatThrownBy(() -> passage(Buffer.MEMORY, true).run()).isInstanceOf(FakeSite.Crash.class);
        boolean hadRun = destination.guests.containsKey(VM) && destination.guests.get(VM).state == VmState.RUNNING;
        source.tick();
        destination.tick();
        long counted = Math.max(counted(source), counted(destination));
        assertThat(isRunning(source) && isRunning(destination)).isFalse();

        fate.crashAt(0, false);
        recover();

        assertThat(Math.max(counted(source), counted(destination)))
                .as("nothing that the guest did is forgotten")
                .isEqualTo(Math.max(counted, COUNTED));
        if (hadRun) {
            assertThat(isRunning(destination)).isTrue();
        }
        assertOnlyAt(isRunning(source) ? source : destination);
    }

    /** A recovery that dies at any point itself is taken up by the next. */
    @ParameterizedTest
    @EnumSource(
            value = SuspendStep.class,
            names = {"UNDEFINE", "SEAL", "COMMIT", "RESUME", "RELEASE"})
    void crashInRecovery_theNextOneEndsIt(SuspendStep where) {
        int changes = recoveryChanges(where);
        for (int change = 1; change <= changes; change++) {
            for (boolean after : new boolean[] {false, true}) {
                FakeJourney fresh = new FakeJourney();
                fresh.dieBefore(where);
                fresh.fate.crashAt(change, after);
                assertThatThrownBy(fresh::recover).isInstanceOf(FakeSite.Crash.class);
                assertThat(isRunning(fresh.source) && isRunning(fresh.destination))
                        .isFalse();
                fresh.fate.crashAt(0, false);
                fresh.recover();
                fresh.assertOnlyAt(isRunning(fresh.source) ? fresh.source : fresh.destination);
            }
        }
    }

    private static int recoveryChanges(SuspendStep where) {
        FakeJourney whole = new FakeJourney();
        whole.dieBefore(where);
        whole.fate.crashAt(0, false);
        whole.recover();
        return whole.fate.changes();
    }
}
