package io.vacate.libvirt.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.host.HostUri;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import io.vacate.libvirt.migration.VmAnswers.Answer;
import io.vacate.libvirt.migration.VmAnswers.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

class VmAnswersTest {
    private static final HostUri SOURCE = HostUri.parse("kvm+tcp://a/system");
    private static final HostUri DESTINATION = HostUri.parse("kvm+tcp://b/system");

    private static final Answer GONE = new Answer.HasNot();
    private static final Answer SILENT = new Answer.Silent("no answer");
    private static final Answer RUNNING = has(VmState.RUNNING, StateReason.MIGRATED);
    private static final Answer HANDED_OVER = has(VmState.PAUSED, StateReason.MIGRATION);
    private static final Answer BROKEN = has(VmState.PAUSED, StateReason.POST_COPY_FAILED);
    private static final Answer INCOMING = has(VmState.PAUSED, StateReason.STARTING);

    @Test
    void conclude_runsThereAndGoneHere_hasMoved() {
        assertThat(conclude(GONE, RUNNING)).isEqualTo(new Finding(at(DESTINATION, RUNNING), true));
    }

    @Test
    void conclude_runsThereAndOffHere_hasMoved() {
        Answer off = has(VmState.SHUT_OFF, StateReason.MIGRATED);

        assertThat(conclude(off, RUNNING)).isEqualTo(new Finding(at(DESTINATION, RUNNING), true));
        assertThat(answers(off, RUNNING).isGoneFromSource()).isTrue();
    }

    @Test
    void conclude_sourceStillCleansUp_hasMovedButAsksAgain() {
        assertThat(conclude(HANDED_OVER, RUNNING)).isEqualTo(new Finding(at(DESTINATION, RUNNING), false));
        assertThat(answers(HANDED_OVER, RUNNING).isGoneFromSource()).isFalse();
    }

    @Test
    void conclude_runsHere_hasStayedWhateverTheDestinationSays() {
        assertThat(conclude(RUNNING, GONE)).isEqualTo(new Finding(at(SOURCE, RUNNING), true));
        assertThat(conclude(RUNNING, SILENT)).isEqualTo(new Finding(at(SOURCE, RUNNING), true));
        assertThat(conclude(RUNNING, INCOMING)).isEqualTo(new Finding(at(SOURCE, RUNNING), false));
    }

    @Test
    void conclude_runsOnBoth_isUnknown() {
        assertThat(conclude(RUNNING, RUNNING).location()).isInstanceOf(VmLocation.Unknown.class);
    }

    @Test
    void conclude_sourceSilent_isBelievedOnlyIfTheDestinationRunsIt() {
        assertThat(conclude(SILENT, RUNNING).location()).isEqualTo(at(DESTINATION, RUNNING));
        assertThat(answers(SILENT, RUNNING).isGoneFromSource()).isFalse();
        assertThat(conclude(SILENT, GONE).location()).isInstanceOf(VmLocation.Unknown.class);
        assertThat(conclude(SILENT, INCOMING).location()).isInstanceOf(VmLocation.Unknown.class);
        assertThat(conclude(SILENT, SILENT).location()).isInstanceOf(VmLocation.Unknown.class);
    }

    @Test
    void conclude_handedOverAndDestinationSilent_isUnknownNotLost() {
        assertThat(conclude(HANDED_OVER, SILENT).location()).isInstanceOf(VmLocation.Unknown.class);
    }

    @Test
    void conclude_aliveNowhere_isLost() {
        assertThat(conclude(GONE, GONE).location()).isInstanceOf(VmLocation.Lost.class);
        assertThat(conclude(has(VmState.SHUT_OFF, StateReason.CRASHED), GONE).location())
                .isInstanceOf(VmLocation.Lost.class);
    }

    @Test
    void conclude_guestShutDownOnTheWay_isOffAtItsSource() {
        Answer off = has(VmState.SHUT_OFF, StateReason.GUEST_SHUTDOWN);

        assertThat(conclude(off, GONE).location()).isEqualTo(at(SOURCE, off));
    }

    @Test
    void conclude_postCopyUnderWay_runsThere() {
        Answer ahead = has(VmState.RUNNING, StateReason.POST_COPY);

        assertThat(conclude(has(VmState.PAUSED, StateReason.POST_COPY), ahead))
                .isEqualTo(new Finding(at(DESTINATION, ahead), false));
    }

    @Test
    void conclude_postCopyBroke_isInTwoHalves() {
        Finding halves = conclude(BROKEN, has(VmState.RUNNING, StateReason.POST_COPY_FAILED));

        assertThat(halves.settled()).isTrue();
        assertThat(halves.location())
                .isInstanceOfSatisfying(
                        VmLocation.Unknown.class,
                        unknown -> assertThat(unknown.why())
                                .contains("each host has a part of its memory", "Recover", DESTINATION.toString()));
        assertThat(conclude(BROKEN, RUNNING).settled())
                .as("recovered this moment")
                .isFalse();
    }

    @Test
    void conclude_postCopyBrokeAndItsOtherHalfIsGone_isLost() {
        assertThat(conclude(BROKEN, GONE).location())
                .isInstanceOfSatisfying(
                        VmLocation.Lost.class,
                        lost -> assertThat(lost.why()).contains("post-copy broke", DESTINATION.toString()));
        assertThat(conclude(BROKEN, has(VmState.SHUT_OFF, StateReason.DESTROYED))
                        .location())
                .isInstanceOf(VmLocation.Lost.class);
        assertThat(conclude(BROKEN, SILENT).location()).as("nobody knows").isInstanceOf(VmLocation.Unknown.class);
    }

    @Test
    void conclude_guestShutDownAfterItsArrival_isOffAtItsDestination() {
        Answer off = has(VmState.SHUT_OFF, StateReason.GUEST_SHUTDOWN);

        assertThat(conclude(GONE, off)).isEqualTo(new Finding(at(DESTINATION, off), true));
        assertThat(conclude(has(VmState.SHUT_OFF, StateReason.MIGRATED), off).location())
                .isEqualTo(at(DESTINATION, off));
    }

    @Test
    void conclude_sourceStillSends_saysNothingYet() {
        Answer sending = new Answer.Migrating(new VmStatus(VmState.RUNNING, StateReason.BOOTED));

        for (Answer there : List.of(GONE, INCOMING, SILENT, RUNNING)) {
            assertThat(conclude(sending, there).location()).isInstanceOf(VmLocation.Unknown.class);
            assertThat(conclude(sending, there).settled()).isFalse();
        }
    }

    @Test
    void conclude_sourceSilent_asksAgain() {
        assertThat(conclude(SILENT, GONE).settled()).isFalse();
        assertThat(conclude(SILENT, RUNNING).settled()).isFalse();
        assertThat(conclude(SILENT, INCOMING).settled()).isFalse();
    }

    @Test
    void leavesShell_onlyWhereTheSourceRunsItAndTheDestinationWaits() {
        assertThat(answers(RUNNING, INCOMING).leavesShell()).isTrue();
        assertThat(answers(RUNNING, HANDED_OVER).leavesShell()).isTrue();

        Answer pausedByUser = has(VmState.PAUSED, StateReason.USER);
        Answer sending = new Answer.Migrating(new VmStatus(VmState.RUNNING, StateReason.BOOTED));
        Answer halfOfPostCopy = has(VmState.PAUSED, StateReason.POST_COPY_FAILED);
        for (Answer here : List.of(HANDED_OVER, pausedByUser, sending, halfOfPostCopy, GONE, SILENT)) {
            assertThat(answers(here, INCOMING).leavesShell()).as("%s", here).isFalse();
        }
        for (Answer there : List.of(RUNNING, pausedByUser, halfOfPostCopy, GONE, SILENT)) {
            assertThat(answers(RUNNING, there).leavesShell()).as("%s", there).isFalse();
        }
    }

    private static Finding conclude(Answer atSource, Answer atDestination) {
        return answers(atSource, atDestination).conclude();
    }

    private static VmAnswers answers(Answer atSource, Answer atDestination) {
        return new VmAnswers(SOURCE, atSource, DESTINATION, atDestination);
    }

    private static Answer has(VmState state, StateReason reason) {
        return new Answer.Has(new VmStatus(state, reason));
    }

    private static VmLocation at(HostUri host, Answer answer) {
        return new VmLocation.OnHost(host, ((Answer.Has) answer).status());
    }
}
