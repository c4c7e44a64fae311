package io.vacate.api.location;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.host.HostUri;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class VmAnswersTest {
    private static final HostUri SOURCE = HostUri.parse("kvm+tcp://a/system");
    private static final HostUri DESTINATION = HostUri.parse("kvm+tcp://b/system");

    private static final HostAnswer GONE = new HostAnswer.HasNot();
    private static final HostAnswer SILENT = new HostAnswer.Silent("no answer");
    private static final HostAnswer RUNNING = has(VmState.RUNNING, StateReason.MIGRATED);
    private static final HostAnswer HANDED_OVER = has(VmState.PAUSED, StateReason.MIGRATION);
    private static final HostAnswer BROKEN = has(VmState.PAUSED, StateReason.POST_COPY_FAILED);
    private static final HostAnswer INCOMING = has(VmState.PAUSED, StateReason.STARTING);

    @Test
    void conclude_runsThereAndGoneHere_hasMoved() {
        assertThat(conclude(GONE, RUNNING)).isEqualTo(new LocationFinding(at(DESTINATION, RUNNING), true));
    }

    @Test
    void conclude_runsThereAndOffHere_hasMoved() {
        HostAnswer off = has(VmState.SHUT_OFF, StateReason.MIGRATED);

        assertThat(conclude(off, RUNNING)).isEqualTo(new LocationFinding(at(DESTINATION, RUNNING), true));
        assertThat(answers(off, RUNNING).isGoneFromSource()).isTrue();
    }

    @Test
    void conclude_sourceStillCleansUp_hasMovedButAsksAgain() {
        assertThat(conclude(HANDED_OVER, RUNNING)).isEqualTo(new LocationFinding(at(DESTINATION, RUNNING), false));
        assertThat(answers(HANDED_OVER, RUNNING).isGoneFromSource()).isFalse();
    }

    @Test
    void conclude_runsHere_hasStayedWhateverTheDestinationSays() {
        assertThat(conclude(RUNNING, GONE)).isEqualTo(new LocationFinding(at(SOURCE, RUNNING), true));
        assertThat(conclude(RUNNING, SILENT)).isEqualTo(new LocationFinding(at(SOURCE, RUNNING), true));
        assertThat(conclude(RUNNING, INCOMING)).isEqualTo(new LocationFinding(at(SOURCE, RUNNING), false));
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
    void conclude_nobodyHasIt_mayRunOnAHostThatWasNotAsked() {
        assertThat(conclude(GONE, GONE).location())
                .isInstanceOfSatisfying(
                        VmLocation.Unknown.class,
                        unknown -> assertThat(unknown.why()).contains("it may run on one that was not"));
    }

    @Test
    void conclude_leftByAMigrationThatWasNotOurs_isUnknown() {
        HostAnswer left = has(VmState.SHUT_OFF, StateReason.MIGRATED);

        for (LocationFinding finding : List.of(conclude(left, GONE), conclude(GONE, left), conclude(left, left))) {
            assertThat(finding.location())
                    .isInstanceOfSatisfying(
                            VmLocation.Unknown.class,
                            unknown -> assertThat(unknown.why()).contains("left by a migration", "it may run on one"));
        }
    }

    @Test
    void conclude_crashedByItsSourcesOwnWord_isLost() {
        assertThat(conclude(has(VmState.SHUT_OFF, StateReason.CRASHED), GONE).location())
                .isInstanceOf(VmLocation.Lost.class);
        assertThat(conclude(has(VmState.SHUT_OFF, StateReason.UNKNOWN), GONE).location())
                .as("off, and nobody knows why")
                .isInstanceOf(VmLocation.Unknown.class);
    }

    @Test
    void conclude_crashedAndKept_isThere() {
        HostAnswer kept = has(VmState.CRASHED, StateReason.CRASHED);

        assertThat(conclude(kept, GONE)).isEqualTo(new LocationFinding(at(SOURCE, kept), true));
        assertThat(conclude(kept, RUNNING).location())
                .as("two processes of one VM")
                .isInstanceOf(VmLocation.Unknown.class);
    }

    @Test
    void conclude_stateWaitsInABuffer_isSuspendedUnlessItMayRun() {
        HostAnswer keeps = new HostAnswer.Keeps(state(SOURCE));
        HostAnswer copy = new HostAnswer.Keeps(state(DESTINATION));
        VmLocation waits = new VmLocation.Suspended(SOURCE, "/buffer/a");

        assertThat(conclude(keeps, GONE)).isEqualTo(new LocationFinding(waits, true));
        assertThat(conclude(keeps, copy).location()).as("the source's first").isEqualTo(waits);
        assertThat(conclude(GONE, copy).location()).isEqualTo(new VmLocation.Suspended(DESTINATION, "/buffer/b"));
        assertThat(conclude(keeps, INCOMING)).as("being restored").isEqualTo(new LocationFinding(waits, false));
        assertThat(conclude(keeps, RUNNING).location()).isEqualTo(at(DESTINATION, RUNNING));
        assertThat(conclude(keeps, SILENT).location()).isInstanceOf(VmLocation.Unknown.class);
    }

    @Test
    void concludeAfter_lookThatLearnsLess_doesNotOverrule() {
        HostAnswer keeps = new HostAnswer.Keeps(state(SOURCE));
        VmLocation waits = conclude(keeps, GONE).location();
        VmLocation lost = new VmLocation.Lost("it crashed");
        VmLocation moved = at(DESTINATION, RUNNING);
        HostAnswer crashed = has(VmState.SHUT_OFF, StateReason.CRASHED);
        VmLocation unseen = new VmLocation.Unknown("its libvirt was out of sight");

        assertThat(answers(SILENT, GONE).concludeAfter(waits)).isEqualTo(waits);
        assertThat(answers(SILENT, RUNNING).concludeAfter(waits)).as("resumed").isEqualTo(moved);
        assertThat(answers(GONE, GONE).concludeAfter(waits))
                .as("no longer there")
                .isInstanceOf(VmLocation.Unknown.class);
        assertThat(answers(GONE, GONE).concludeAfter(lost)).isEqualTo(lost);
        assertThat(answers(RUNNING, GONE).concludeAfter(lost))
                .as("started again")
                .isEqualTo(at(SOURCE, RUNNING));
        assertThat(answers(crashed, GONE).concludeAfter(unseen)).isEqualTo(unseen);
        assertThat(answers(GONE, SILENT).concludeAfter(moved))
                .isInstanceOfSatisfying(
                        VmLocation.Unknown.class,
                        unknown -> assertThat(unknown.why())
                                .contains("when that host last answered", DESTINATION.toString()));
        assertThat(answers(RUNNING, GONE).concludeAfter(moved)).as("moved back").isEqualTo(at(SOURCE, RUNNING));
    }

    private static SuspendedVm state(HostUri host) {
        return new SuspendedVm(
                new VmId(new UUID(0, 1)),
                "web",
                host,
                host.equals(SOURCE) ? "/buffer/a" : "/buffer/b",
                DataSize.ofMebibytes(64),
                true,
                Instant.EPOCH,
                SuspendedVm.Activity.INTERRUPTED,
                Optional.empty());
    }

    @Test
    void conclude_guestShutDownOnTheWay_isOffAtItsSource() {
        HostAnswer off = has(VmState.SHUT_OFF, StateReason.GUEST_SHUTDOWN);

        assertThat(conclude(off, GONE).location()).isEqualTo(at(SOURCE, off));
    }

    @Test
    void conclude_postCopyUnderWay_runsThere() {
        HostAnswer ahead = has(VmState.RUNNING, StateReason.POST_COPY);

        assertThat(conclude(has(VmState.PAUSED, StateReason.POST_COPY), ahead))
                .isEqualTo(new LocationFinding(at(DESTINATION, ahead), false));
    }

    @Test
    void conclude_postCopyBroke_isInTwoHalves() {
        LocationFinding halves = conclude(BROKEN, has(VmState.RUNNING, StateReason.POST_COPY_FAILED));

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
        HostAnswer off = has(VmState.SHUT_OFF, StateReason.GUEST_SHUTDOWN);

        assertThat(conclude(GONE, off)).isEqualTo(new LocationFinding(at(DESTINATION, off), true));
        assertThat(conclude(has(VmState.SHUT_OFF, StateReason.MIGRATED), off).location())
                .isEqualTo(at(DESTINATION, off));
    }

    @Test
    void conclude_sourceStillSends_saysNothingYet() {
        HostAnswer sending = new HostAnswer.Sending(new VmStatus(VmState.RUNNING, StateReason.BOOTED));

        for (HostAnswer there : List.of(GONE, INCOMING, SILENT, RUNNING)) {
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

        HostAnswer pausedByUser = has(VmState.PAUSED, StateReason.USER);
        HostAnswer sending = new HostAnswer.Sending(new VmStatus(VmState.RUNNING, StateReason.BOOTED));
        HostAnswer halfOfPostCopy = has(VmState.PAUSED, StateReason.POST_COPY_FAILED);
        for (HostAnswer here : List.of(HANDED_OVER, pausedByUser, sending, halfOfPostCopy, GONE, SILENT)) {
            assertThat(answers(here, INCOMING).leavesShell()).as("%s", here).isFalse();
        }
        for (HostAnswer there : List.of(RUNNING, pausedByUser, halfOfPostCopy, GONE, SILENT)) {
            assertThat(answers(RUNNING, there).leavesShell()).as("%s", there).isFalse();
        }
    }

    private static LocationFinding conclude(HostAnswer atSource, HostAnswer atDestination) {
        return answers(atSource, atDestination).conclude();
    }

    private static VmAnswers answers(HostAnswer atSource, HostAnswer atDestination) {
        return VmAnswers.ofPair(SOURCE, atSource, DESTINATION, atDestination);
    }

    private static HostAnswer has(VmState state, StateReason reason) {
        return new HostAnswer.Has(new VmStatus(state, reason));
    }

    private static VmLocation at(HostUri host, HostAnswer answer) {
        return new VmLocation.OnHost(host, ((HostAnswer.Has) answer).status());
    }
}
