package io.vacate.orchestrator.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.Host;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.sim.SimTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PlanExecutionTest {
    private static final ExecutionPolicy NO_RETRY = ExecutionPolicy.DEFAULT.withRetries(0);

    /** A and b change places; a waits on gamma until alpha has b. */
    private static PlanScene detour(SimTime time) {
        return new PlanScene(time)
                .migrate("migrate a", "a", "alpha", "gamma")
                .migrate("migrate b", "b", "beta", "alpha", "migrate a")
                .migrate("migrate a on", "a", "gamma", "beta", "migrate b");
    }

    @Test
    void detour_isExecutedInBothLegs_onRealThreads() throws Exception {
        try (PlanScene scene = detour(SimTime.scaled(200))) {
            Execution execution = scene.start(ExecutionPolicy.DEFAULT, Threads.shared(), HostPower.NONE);
            List<MoveResult> results =
                    execution.completion().toCompletableFuture().get(1, TimeUnit.MINUTES);

            assertThat(results)
                    .allSatisfy(result -> assertThat(result.isMoved()).isTrue());
            assertThat(results)
                    .extracting(result -> result.move().id())
                    .containsExactly("migrate a", "migrate b", "migrate a on");
            assertThat(results.get(2).move().vm().host().info().name()).isEqualTo("gamma");
            assertThat(scene.placesOf("a")).containsExactly("beta");
            assertThat(scene.placesOf("b")).containsExactly("alpha");
            scene.world.assertInvariants();
        }
    }

    @Test
    void detourWhoseFirstLegFails_goesStraightToItsEnd() {
        try (PlanScene scene = detour(SimTime.manual())) {
            scene.world.faults().failMigration(scene.id("a"), 0.5, "no luck");

            List<MoveResult> results = scene.run(NO_RETRY, HostPower.NONE);

            assertThat(results).extracting(MoveResult::isMoved).containsExactly(false, true, true);
            assertThat(results.get(2).move().source().info().name()).isEqualTo("alpha");
            assertThat(scene.placesOf("a")).containsExactly("beta");
        }
    }

    @Test
    void detourWhoseFirstLegAnAdministratorAborts_isNotTakenUpAgain() {
        try (PlanScene scene = detour(SimTime.manual())) {
            scene.listener = event -> {
                if (event instanceof RunEvent.Started started
                        && started.step().subject().equals("a")) {
                    scene.world
                            .time()
                            .schedule(
                                    Duration.ofMillis(1500),
                                    () -> scene.world.faults().abortMigration("alpha", "a"));
                }
            };

            List<MoveResult> results = scene.run();

            assertThat(results).extracting(MoveResult::isMoved).containsExactly(false, true, false);
            assertThat(((MoveResult.NotMoved) results.get(0)).reason()).isEqualTo(MoveResult.Reason.ABORTED);
            assertThat(results.get(2).attempts()).isZero();
            assertThat(((MoveResult.NotMoved) results.get(2)).message()).contains("cancelled by someone else");
            assertThat(scene.placesOf("a")).containsExactly("alpha");
        }
    }

    @Test
    void dependentsOfALegThatFailed_areSkippedIfThePolicySaysSo() {
        try (PlanScene scene = detour(SimTime.manual())) {
            scene.world.faults().failMigration(scene.id("a"), 0.5, "no luck");

            List<MoveResult> results =
                    scene.run(NO_RETRY.withDependents(ExecutionPolicy.Dependents.SKIP), HostPower.NONE);

            assertThat(results).extracting(MoveResult::isMoved).containsExactly(false, false, false);
            assertThat(scene.placesOf("a")).containsExactly("alpha");
            assertThat(scene.placesOf("b")).containsExactly("beta");
        }
    }

    @Test
    void aStepThatFails_leavesIndependentOnesAlone() {
        try (PlanScene scene = new PlanScene(SimTime.manual())
                .migrate("one", "a", "alpha", "gamma")
                .migrate("two", "b", "beta", "gamma")) {
            scene.world.faults().failMigration(scene.id("a"), 0.5, "no luck");

            assertThat(scene.run(NO_RETRY, HostPower.NONE))
                    .extracting(MoveResult::isMoved)
                    .containsExactly(false, true);
        }
    }

    @Test
    void moveWithATimeWindow_waitsForIt_andOthersDoNot() {
        Duration window = Duration.ofHours(2);
        try (PlanScene scene = new PlanScene(SimTime.manual())
                .migrate("late", "a", "alpha", "gamma")
                .notBefore(window)
                .migrate("now", "b", "beta", "gamma")) {
            Instant begin = scene.world.time().instant();

            List<MoveResult> results = scene.run();

            MoveResult.Moved late = (MoveResult.Moved) results.get(0);
            MoveResult.Moved now = (MoveResult.Moved) results.get(1);
            assertThat(late.started()).isEqualTo(begin.plus(window));
            assertThat(now.started()).isEqualTo(begin);
        }
    }

    @Test
    void cancelBetweenTheLegs_saysThatTheVmIsOnTheThirdHost() {
        try (PlanScene scene = detour(SimTime.manual())) {
            Execution execution = scene.start(ExecutionPolicy.DEFAULT, Threads.of(Runnable::run), HostPower.NONE);
            scene.listener = event -> {
                if (event instanceof RunEvent.Ended) {
                    execution.requestCancel();
                }
            };

            List<MoveResult> results = scene.finish(execution);

            assertThat(results.get(0).isMoved()).isTrue();
            assertThat(((MoveResult.NotMoved) results.get(2)).location().toString())
                    .contains("gamma");
        }
    }

    /** Switches gamma, which answers from the third attempt on. */
    private static final class Switchboard implements HostPower {
        final List<String> asked = new ArrayList<>();
        final AtomicInteger attempts = new AtomicInteger();
        boolean isBroken;

        @Override
        public void boot(String host) {
            asked.add("boot " + host);
            if (isBroken) {
                throw new IllegalStateException("no power");
            }
        }

        @Override
        public void shutDown(String host) {
            asked.add("shutdown " + host);
        }

        PlanScene sleeping(PlanScene scene) {
            Host real = scene.hosts.get("gamma");
            scene.hosts.put("gamma", PoweredHost.off("gamma", real.uri(), () -> {
                if (asked.isEmpty() || attempts.incrementAndGet() < 3) {
                    throw new HostUnreachableException(real.uri(), "it boots");
                }
                return real;
            }));
            return scene;
        }
    }

    @Test
    void hostThatBoots_takesVmsInOnceItAnswers() {
        Switchboard power = new Switchboard();
        try (PlanScene scene = power.sleeping(new PlanScene(SimTime.manual()))
                .boot("gamma")
                .migrate("migrate a", "a", "alpha", "gamma", "boot gamma")) {
            List<MoveResult> results = scene.run(ExecutionPolicy.DEFAULT, power);

            assertThat(results).extracting(MoveResult::isMoved).containsExactly(true);
            assertThat(power.asked).containsExactly("boot gamma");
            assertThat(power.attempts).hasValue(3);
            assertThat(scene.events.get(0)).isInstanceOf(RunEvent.Switching.class);
            assertThat(scene.events.get(1)).isInstanceOf(RunEvent.Switched.class);
        }
    }

    @Test
    void hostThatDoesNotBoot_getsNoVms_andSaysWhy() {
        Switchboard power = new Switchboard();
        power.isBroken = true;
        try (PlanScene scene = power.sleeping(new PlanScene(SimTime.manual()))
                .boot("gamma")
                .migrate("migrate a", "a", "alpha", "gamma", "boot gamma")
                .migrate("migrate b", "b", "beta", "alpha")) {
            Execution execution = scene.start(ExecutionPolicy.DEFAULT, Threads.of(Runnable::run), power);
            List<MoveResult> results = scene.finish(execution);

            assertThat(results).extracting(MoveResult::isMoved).containsExactly(false, true);
            assertThat(((MoveResult.NotMoved) results.get(0)).reason()).isEqualTo(MoveResult.Reason.SKIPPED);
            assertThat(execution.hostProblems()).containsExactly("host 'gamma' was not switched on: no power");
            assertThat(scene.placesOf("a")).containsExactly("alpha");
        }
    }

    @Test
    void hostIsShutDown_onceItIsEmpty() {
        Switchboard power = new Switchboard();
        try (PlanScene scene = new PlanScene(SimTime.manual())) {
            scene.hosts.computeIfPresent("alpha", (name, host) -> PoweredHost.on(host));
            scene.migrate("migrate a", "a", "alpha", "gamma").shutDown("alpha", "migrate a");

            Execution execution = scene.start(ExecutionPolicy.DEFAULT, Threads.of(Runnable::run), power);
            scene.finish(execution);

            assertThat(power.asked).containsExactly("shutdown alpha");
            assertThat(execution.hostProblems()).isEmpty();
            assertThat(PoweredHost.isOn(scene.hosts.get("alpha"))).isFalse();
        }
    }

    @Test
    void hostThatIsNotEmpty_isLeftOn() {
        Switchboard power = new Switchboard();
        try (PlanScene scene = new PlanScene(SimTime.manual())) {
            scene.hosts.computeIfPresent("alpha", (name, host) -> PoweredHost.on(host));
            scene.migrate("migrate a", "a", "alpha", "gamma").shutDown("alpha", "migrate a");
            scene.world.faults().failMigration(scene.id("a"), 0.5, "no luck");

            Execution execution = scene.start(NO_RETRY, Threads.of(Runnable::run), power);
            scene.finish(execution);

            assertThat(power.asked).isEmpty();
            assertThat(execution.hostProblems()).singleElement().asString().contains("alpha", "'a'", "left on");
            assertThat(scene.placesOf("a")).containsExactly("alpha");
        }
    }

    @Test
    void planThatSwitchesHosts_isRefusedWhereNobodySaidHow() {
        try (PlanScene scene = new Switchboard()
                .sleeping(new PlanScene(SimTime.manual()))
                .migrate("migrate b", "b", "beta", "alpha")
                .boot("gamma")) {
            assertThatThrownBy(scene::run)
                    .isInstanceOf(NoHostPowerException.class)
                    .hasMessageContaining("gamma")
                    .hasMessageContaining("--boot-command");
            assertThat(scene.placesOf("b")).containsExactly("beta");
        }
    }

    @Test
    void idsThatComeTwice_orWaitForNothingKnown_areRefused() {
        try (PlanScene scene = new PlanScene(SimTime.manual()).migrate("one", "a", "alpha", "gamma", "none")) {
            assertThatThrownBy(scene::run).hasMessage("step 'one' waits for 'none', which does not come before it");
        }
        try (PlanScene scene = new PlanScene(SimTime.manual())
                .migrate("one", "a", "alpha", "gamma")
                .migrate("one", "b", "beta", "gamma")) {
            assertThatThrownBy(scene::run).hasMessage("two steps have the id 'one'");
        }
    }
}
