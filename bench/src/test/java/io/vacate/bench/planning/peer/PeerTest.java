package io.vacate.bench.planning.peer;

import static io.vacate.bench.planning.peer.Batches.BUSY;
import static io.vacate.bench.planning.peer.Batches.IDLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchLimits;
import io.vacate.model.batch.HostState;
import io.vacate.model.batch.Plan;
import io.vacate.model.batch.PowerModel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PeerTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** An idle VM, at 1,000 and 500 Mbit/s: 2000 / (1000 / 9) s, and the little that is rewritten. */
    private static final Duration FAST = Duration.ofSeconds(18);

    private static final Duration SLOW = Duration.ofSeconds(36);

    static Stream<Peer> peers() {
        return Stream.of(new MvmPeer(), new CpSatPeer(new MvmPhysics()));
    }

    private static PeerResult cpSat(Batch problem) {
        return new CpSatPeer(new MvmPhysics()).plan(problem, LIMIT);
    }

    private static Plan valid(Batch problem, PeerResult result) {
        assertThat(result.plan()).as(result.status()).isPresent();
        Plan plan = result.plan().orElseThrow();
        PlanRules.check(problem, plan);
        return plan;
    }

    private static Map<String, Action.Migrate> moves(Plan plan) {
        return plan.actions().stream()
                .filter(Action.Migrate.class::isInstance)
                .map(Action.Migrate.class::cast)
                .collect(Collectors.toMap(Action.Migrate::vm, move -> move));
    }

    @ParameterizedTest
    @MethodSource("peers")
    void twoVmsOverOneLink_goOneAfterTheOther(Peer peer) {
        Batch problem = new Batches()
                .host("a", 16, 1000)
                .host("b", 16, 1000)
                .vm("v", "a", "b", IDLE)
                .vm("w", "a", "b", IDLE)
                .problem();

        assertThat(valid(problem, peer.plan(problem, LIMIT)).makespan()).isEqualTo(FAST.multipliedBy(2));
    }

    @ParameterizedTest
    @MethodSource("peers")
    void bothDirectionsOfALink_areIndependent(Peer peer) {
        Batch problem = new Batches()
                .host("a", 16, 1000)
                .host("b", 16, 1000)
                .vm("v", "a", "b", IDLE)
                .vm("w", "b", "a", IDLE)
                .problem();

        assertThat(valid(problem, peer.plan(problem, LIMIT)).makespan()).isEqualTo(FAST);
    }

    @ParameterizedTest
    @MethodSource("peers")
    void fullDestination_isLeftBeforeItIsReached(Peer peer) {
        Batch problem = new Batches()
                .host("a", 2, 1000)
                .host("b", 2, 1000)
                .host("c", 2, 1000)
                .vm("v", "a", "b", IDLE)
                .vm("w", "b", "c", IDLE)
                .problem();

        Plan plan = valid(problem, peer.plan(problem, LIMIT));

        assertThat(moves(plan).get("w").end()).isEqualTo(FAST);
        assertThat(plan.makespan()).isEqualTo(FAST.multipliedBy(2));
    }

    @ParameterizedTest
    @MethodSource("peers")
    void swapWithoutSpace_hasNoPlan(Peer peer) {
        Batch problem = new Batches()
                .host("a", 2, 1000)
                .host("b", 2, 1000)
                .vm("v", "a", "b", IDLE)
                .vm("w", "b", "a", IDLE)
                .problem();

        PeerResult result = peer.plan(problem, LIMIT);

        assertThat(result.plan()).isEmpty();
        assertThat(result.status()).contains("infeasible");
    }

    @ParameterizedTest
    @MethodSource("peers")
    void hostsBootBeforeVmsComeAndShutDownAfterTheyLeft(Peer peer) {
        Batch problem = new Batches()
                .host("old", HostState.ONLINE, HostState.OFFLINE, 1, 17)
                .host("new", HostState.OFFLINE, HostState.ONLINE, 120, 1)
                .vm("v", "old", "new", IDLE)
                .problem();

        assertThat(valid(problem, peer.plan(problem, LIMIT)).makespan()).isEqualTo(Duration.ofSeconds(120 + 18 + 17));
    }

    @ParameterizedTest
    @MethodSource("peers")
    void horizonThatIsTooShort_isExtended(Peer peer) {
        Batch problem = new Batches()
                .host("a", 16, 1000)
                .host("b", 16, 1000)
                .host("c", 16, 1000)
                .vm("v", "a", "b", IDLE)
                .vm("w", "a", "c", IDLE)
                .limits(BatchLimits.within(Duration.ofSeconds(30)))
                .problem();

        assertThat(valid(problem, peer.plan(problem, LIMIT)).makespan()).isEqualTo(FAST.multipliedBy(2));
    }

    @ParameterizedTest
    @MethodSource("peers")
    void migrationThatNeverEnds_isNamed(Peer peer) {
        Batch problem = new Batches()
                .host("a", 16, 400)
                .host("b", 16, 1000)
                .vm("v", "a", "b", BUSY)
                .problem();

        PeerResult result = peer.plan(problem, LIMIT);

        assertThat(result.plan()).isEmpty();
        assertThat(result.status()).contains("VM 'v' never ends");
    }

    @Test
    void cpSat_slowsAMigrationDownBesideOneThatIsSlowByNature() {
        Batch problem = new Batches()
                .host("a", 16, 1000)
                .host("narrow", 16, 500)
                .host("wide", 16, 1000)
                .vm("v", "a", "narrow", IDLE)
                .vm("w", "a", "wide", IDLE)
                .problem();

        PeerResult result = cpSat(problem);

        // One after the other, at full speed, they would take 36 + 18 s.
        assertThat(valid(problem, result).makespan()).isEqualTo(SLOW);
        assertThat(result.bound()).contains(SLOW);
        assertThat(result.status()).isEqualTo("optimal");
        assertThat(moves(result.plan().orElseThrow()).get("w").rate()).isEqualTo(DataRate.ofMegabitsPerSecond(500));
    }

    @Test
    void powerCap_isKeptByCpSatAndRefusedByMvm() {
        PowerModel power = new PowerModel(100, 20, 10, 20, DataRate.ofMegabitsPerSecond(16));
        Batches batch = new Batches()
                .host("a", 16, 1000)
                .host("b", 16, 1000)
                .host("c", 16, 1000)
                .host("d", 16, 1000)
                .vm("v", "a", "b", IDLE)
                .vm("w", "c", "d", IDLE);
        // Four hosts and two VMs draw 420 W, a migration 82 W at 1 Gbit/s and 51 W at half of it.
        Batch one = batch.limits(new BatchLimits(
                        Duration.ofHours(1),
                        OptionalInt.empty(),
                        OptionalInt.of(510),
                        Optional.of(power),
                        false,
                        false))
                .problem();

        PeerResult result = cpSat(one);

        assertThat(valid(one, result).makespan()).isEqualTo(FAST.multipliedBy(2));
        assertThat(new MvmPeer().plan(one, LIMIT).status()).contains("cannot express a power cap");
    }

    @Test
    void powerCap_delaysTheBootOfAHost() {
        PowerModel power = new PowerModel(100, 20, 10, 20, DataRate.ofMegabitsPerSecond(16));
        Batch problem = new Batches()
                .host("old", HostState.ONLINE, HostState.OFFLINE, 1, 17)
                .host("spare", 16, 1000)
                .host("new", HostState.OFFLINE, HostState.ONLINE, 120, 1)
                .vm("v", "old", "spare", IDLE)
                .vm("w", "spare", "new", IDLE)
                // 220 W at first, 302 W while "v" moves, 340 W with a booting host.
                .limits(new BatchLimits(
                        Duration.ofHours(1),
                        OptionalInt.empty(),
                        OptionalInt.of(330),
                        Optional.of(power),
                        false,
                        false))
                .problem();

        Plan plan = valid(problem, cpSat(problem));

        // Only when "old" is off may "new" boot: 18 + 17 s, then 120 s, then "w" moves.
        assertThat(plan.makespan()).isEqualTo(Duration.ofSeconds(18 + 17 + 120 + 18));
    }
}
