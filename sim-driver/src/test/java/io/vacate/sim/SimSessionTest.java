package io.vacate.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.error.MigrationRefusedException;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.DirtyRateSample;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.Subscription;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmEvent;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStats;
import io.vacate.api.vm.VmStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimSessionTest extends Worldly {
    private Host alpha;
    private Host beta;
    private VM web;

    @BeforeEach
    void openHosts() {
        use(builder(
                        vm("web", 1000).used(mebibytes(600)).dirty(dirty(20, 100)),
                        vm("off", 500).state(VmState.SHUT_OFF))
                .costs(SimCosts.DEFAULT)
                .build());
        alpha = open("alpha");
        beta = open("beta");
        web = alpha.vm("web");
    }

    private static List<String> record(Host host) {
        List<String> seen = new ArrayList<>();
        host.subscribe(event -> seen.add("%s %s".formatted(event.kind(), event.reason())));
        return seen;
    }

    @Test
    void host_tellsWhatItIs() {
        assertThat(alpha.info().name()).isEqualTo("alpha");
        assertThat(alpha.info().id()).isNotEqualTo(beta.info().id());
        assertThat(open("alpha").info().id()).isEqualTo(alpha.info().id());
        assertThat(alpha.memory().used()).isEqualTo(mebibytes(1000));
        assertThat(alpha.vms()).extracting(VM::name).containsExactly("off", "web");
    }

    @Test
    void lifecycle_changesStatusAndTells() {
        List<String> seen = record(alpha);
        VM off = alpha.vm("off");
        off.start();
        off.pause();
        assertThat(off.status()).isEqualTo(new VmStatus(VmState.PAUSED, StateReason.USER));
        off.resume();
        off.requestShutdown();
        assertThat(off.status().state()).isEqualTo(VmState.SHUTTING_DOWN);
        world().advance(seconds(2));
        assertThat(off.status()).isEqualTo(new VmStatus(VmState.SHUT_OFF, StateReason.GUEST_SHUTDOWN));
        off.start();
        off.destroy();
        off.undefine();
        world().runUntilIdle();

        assertThat(seen)
                .containsExactly(
                        "STARTED BOOTED",
                        "PAUSED USER",
                        "RESUMED RESUMED",
                        "SHUTTING_DOWN USER",
                        "STOPPED GUEST_SHUTDOWN",
                        "STARTED BOOTED",
                        "STOPPED DESTROYED",
                        "UNDEFINED USER");
        assertThatThrownBy(off::status).isInstanceOf(UnknownVmException.class);
        assertThat(alpha.memory().used()).isEqualTo(mebibytes(1000));
    }

    @Test
    void migration_tellsBothHosts() {
        List<String> there = record(beta);
        List<String> here = record(alpha);

        run(web.migrateTo(beta, MigrationRequest.live()));
        world().runUntilIdle();

        assertThat(here).containsExactly("PAUSED MIGRATION", "STOPPED MIGRATED", "UNDEFINED MIGRATED");
        assertThat(there).containsExactly("STARTED MIGRATED", "RESUMED MIGRATED", "DEFINED MIGRATED");
    }

    @Test
    void endedSubscription_isSilent() {
        List<VmEvent> seen = new ArrayList<>();
        Subscription subscription = alpha.subscribe(seen::add);
        web.pause();
        subscription.close();

        world().runUntilIdle();

        assertThat(seen).isEmpty();
    }

    @Test
    void wrongState_isRefusedAndNamed() {
        assertThatThrownBy(web::start).isInstanceOf(VmStateException.class).hasMessageContaining("'web' on alpha");
        assertThatThrownBy(web::resume).isInstanceOf(VmStateException.class);
        assertThatThrownBy(alpha.vm("off")::pause).isInstanceOf(VmStateException.class);
        assertThatThrownBy(alpha.vm("off")::destroy)
                .isInstanceOf(VmStateException.class)
                .hasMessageContaining("left as it is");
        MigrationJob job = web.migrateTo(beta, MigrationRequest.live());
        assertThatThrownBy(() -> web.migrateTo(open("gamma"), MigrationRequest.live()))
                .isInstanceOf(VmStateException.class)
                .hasMessageContaining("on its way");
        assertThatThrownBy(web::requestShutdown).isInstanceOf(VmStateException.class);
        assertThatThrownBy(beta.vm("web")::resume)
                .isInstanceOf(VmStateException.class)
                .hasMessageContaining("still arriving");
        job.requestCancel();
        run(job);
    }

    @Test
    void saveAndRestore_takeTheTimeOfTheDisk() {
        List<String> seen = record(alpha);

        web.save("/var/save/web");

        assertThat(world().time().elapsed()).isCloseTo(millis(600 * 1000 / 110), millis(1));
        assertThat(web.status()).isEqualTo(new VmStatus(VmState.SHUT_OFF, StateReason.SAVED));
        assertThat(alpha.memory().used().isZero()).isTrue();
        VM restored = alpha.restore("/var/save/web");
        assertThat(restored.id()).isEqualTo(web.id());
        assertThat(restored.status()).isEqualTo(new VmStatus(VmState.RUNNING, StateReason.RESTORED));
        world().runUntilIdle();
        assertThat(seen).containsExactly("PAUSED SAVED", "STOPPED SAVED", "STARTED RESTORED", "RESUMED RESTORED");
    }

    @Test
    void restore_refusesWhatIsNotThere_andWhatRuns() {
        assertThatThrownBy(() -> alpha.restore("/nowhere"))
                .isInstanceOf(OperationFailedException.class)
                .hasMessageContaining("/nowhere");
        web.save("/var/save/web");
        alpha.restore("/var/save/web");
        assertThatThrownBy(() -> alpha.restore("/var/save/web")).isInstanceOf(DuplicateVmException.class);
        assertThatThrownBy(() -> web.save("relative")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void vmDestroyedWhileItIsSaved_failsTheSaving() {
        world().faults().at(seconds(2), faults -> faults.killVm("alpha", "web"));

        assertThatThrownBy(() -> web.save("/var/save/web"))
                .isInstanceOf(OperationFailedException.class)
                .hasMessageContaining("ended");
        assertThat(web.status().state()).isEqualTo(VmState.SHUT_OFF);
        assertThatThrownBy(() -> alpha.restore("/var/save/web")).isInstanceOf(OperationFailedException.class);
    }

    @Test
    void define_refusesWhatIsTaken() {
        VmConfig config = VmConfig.builder("db \"1\"", mebibytes(100)).vcpus(2).build();
        VM defined = alpha.define(config);
        assertThat(defined.config()).isEqualTo(config);
        assertThat(defined.status().state()).isEqualTo(VmState.SHUT_OFF);

        assertThatThrownBy(() -> alpha.define(config)).isInstanceOf(DuplicateVmException.class);
        assertThatThrownBy(
                        () -> alpha.define(VmConfig.builder("web", mebibytes(1)).build()))
                .isInstanceOf(DuplicateVmException.class)
                .hasMessageContaining("'web'");
    }

    @Test
    void defineNative_readsYamlAndJson() {
        VM yaml = alpha.defineNative("name: tiny\nmemory: 64MiB\ndirty: {rate: 1MiB/s, workingSet: 8MiB}\n");
        VM json = alpha.defineNative("{\"name\": \"other\", \"memory\": \"32MiB\", \"cpus\": 2}");
        assertThat(yaml.config().memory()).isEqualTo(mebibytes(64));
        assertThat(json.config().vcpus()).isEqualTo(2);
        assertThatThrownBy(() -> alpha.defineNative("name: x\nmemory: 12apples\n"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("line 2, memory")
                .hasMessageContaining("12apples")
                .hasMessageContaining("nothing was changed");
        assertThatThrownBy(() -> alpha.defineNative("<domain/>")).isInstanceOf(InvalidDefinitionException.class);
    }

    @Test
    void start_needsRoomAndTheVmNowhereElse() {
        alpha.define(VmConfig.builder("huge", mebibytes(1 << 20)).build());
        assertThatThrownBy(() -> alpha.vm("huge").start()).isInstanceOf(InsufficientCapacityException.class);
        beta.define(web.config());
        assertThatThrownBy(() -> beta.vm("web").start())
                .isInstanceOf(OperationFailedException.class)
                .hasMessageContaining("alpha");
    }

    @Test
    void statistics_countMemoryAndTime() {
        world().advance(seconds(100));

        VmStats statistics = web.statistics();

        assertThat(statistics.residentMemory()).contains(mebibytes(600));
        assertThat(statistics.cpuTime()).contains(seconds(10));
        assertThat(alpha.statistics()).hasSize(2);
        assertThat(alpha.vm("off").statistics().cpuTime()).isEmpty();
    }

    @Test
    void dirtyRate_takesItsPeriodAndFollowsTheCurve() {
        CompletionStage<DirtyRateSample> quick = web.measureDirtyRate(seconds(1));
        CompletionStage<DirtyRateSample> slow = web.measureDirtyRate(seconds(10));

        assertThat(world().runUntil(quick).rate()).isEqualTo(DataRate.ofMebibytesPerSecond(20));
        assertThat(world().time().elapsed()).isEqualTo(seconds(1));
        assertThat(world().runUntil(slow).rate()).isEqualTo(DataRate.ofMebibytesPerSecond(10));
    }

    @Test
    void dirtyRate_ofAVmThatLeaves_fails() {
        CompletionStage<DirtyRateSample> sample = web.measureDirtyRate(seconds(60));
        web.destroy();

        assertThatThrownBy(() -> world().runUntil(sample))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(VmStateException.class);
    }

    @Test
    void closedSession_refusesAll() {
        alpha.close();
        alpha.close();

        assertThatThrownBy(alpha::vms).isInstanceOf(SessionClosedException.class);
        assertThatThrownBy(alpha::info).isInstanceOf(SessionClosedException.class);
        assertThatThrownBy(web::pause).isInstanceOf(SessionClosedException.class);
        assertThatThrownBy(() -> web.measureDirtyRate(seconds(1))).isInstanceOf(SessionClosedException.class);
        assertThat(alpha.uri()).isEqualTo(world().uri("alpha"));
        assertThat(alpha.capabilities()).contains(Capability.PRE_COPY);
    }

    @Test
    void missingCapability_isRefusedBeforeAnythingChanges() {
        use(SimWorld.builder()
                .host(host("alpha")
                        .without(Capability.POST_COPY, Capability.CANCEL, Capability.BYTE_PROGRESS, Capability.PAUSE)
                        .vm(vm("web", 100).build())
                        .build())
                .host(host("beta").build())
                .build());
        MigrationJob job = migrate("web", "alpha", "beta", MigrationRequest.live());
        world().advance(seconds(1));

        assertThatThrownBy(job::requestCancel).isInstanceOf(UnsupportedCapabilityException.class);
        assertThat(job.progress().transferred()).isEmpty();
        assertThatThrownBy(() -> open("alpha").vm("web").pause()).isInstanceOf(UnsupportedCapabilityException.class);
    }

    @Test
    void hostsOfTwoWorlds_doNotMix() {
        try (SimWorld other = world(vm("x", 1))) {
            assertThatThrownBy(() -> web.migrateTo(other.open("beta"), MigrationRequest.live()))
                    .isInstanceOf(MigrationRefusedException.class)
                    .hasMessageContaining("different simulated worlds");
        }
    }

    @Test
    void progress_isMonotone() {
        MigrationJob job = web.migrateTo(beta, MigrationRequest.live());
        long sent = 0;
        int iteration = 0;
        MigrationState state = MigrationState.PREPARING;
        while (!job.state().isFinal()) {
            assertThat(job.progress().transferred().orElseThrow().bytes()).isGreaterThanOrEqualTo(sent);
            assertThat(job.progress().iteration()).isGreaterThanOrEqualTo(iteration);
            assertThat(job.state()).isGreaterThanOrEqualTo(state);
            sent = job.progress().transferred().orElseThrow().bytes();
            iteration = job.progress().iteration();
            state = job.state();
            world().advance(millis(37));
        }
        assertThat(job.progress().remaining().orElseThrow().isZero()).isTrue();
    }

    @Test
    void worldThatIsClosed_completesItsJobs() {
        MigrationJob job = web.migrateTo(beta, MigrationRequest.live());

        world().close();

        assertThat(job.completion().toCompletableFuture()).isCompleted();
        assertThatThrownBy(alpha::vms).isInstanceOf(SessionClosedException.class);
    }
}
