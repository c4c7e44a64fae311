package io.vacate.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationMode.Trigger;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.VmState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random operations and faults on random worlds; the invariants are checked after each event. */
class RandomWorldsTest {
    private static final int STEPS = 120;
    private static final List<String> NAMES = List.of("alpha", "beta", "gamma", "delta");

    /** One random history. */
    private static final class History implements AutoCloseable {
        final Random random;
        final SimWorld world;
        final List<MigrationJob> jobs = new ArrayList<>();

        History(long seed) {
            random = new Random(seed);
            SimWorld.Builder builder = SimWorld.builder().seed(seed).noise(0.2).checkInvariants();
            for (String name : NAMES) {
                SimHost.Builder host =
                        Worldly.host(name).network(DataRate.ofMebibytesPerSecond(20 + random.nextInt(100)));
                for (int i = 0; i < 3; i++) {
                    host.vm(vm(name + i));
                }
                builder.host(host.build());
            }
            world = builder.build();
        }

        private SimVm vm(String name) {
            long memory = 64L + random.nextInt(2000);
            return SimVm.builder(name, Worldly.mebibytes(memory))
                    .used(Worldly.mebibytes(1 + random.nextInt((int) memory)))
                    .dirty(Worldly.dirty(random.nextInt(150), 1 + random.nextInt(1000)))
                    .persistent(random.nextBoolean())
                    .build();
        }

        void play() {
            for (int step = 0; step < STEPS; step++) {
                try {
                    act();
                } catch (HypervisorException | IllegalArgumentException refused) {
                    // A refusal is an answer; that nothing is broken by it is what the invariants say.
                    assertThat(refused).hasMessageMatching("(?s).+");
                }
                world.assertInvariants();
                world.advance(Duration.ofMillis(random.nextInt(4000)));
            }
            // Whatever does not converge is stopped; then all must come to an end.
            NAMES.forEach(name -> world.faults().restart(name));
            world.advance(Duration.ofMinutes(2));
            for (MigrationJob job : jobs) {
                if (!job.state().isFinal()) {
                    job.requestCancel();
                }
            }
            world.advance(Duration.ofMinutes(5));
            for (MigrationJob job : jobs) {
                assertThat(job.completion().toCompletableFuture()).as("%s", job).isCompleted();
            }
        }

        private <T> T any(List<T> all) {
            return all.get(random.nextInt(all.size()));
        }

        private void act() {
            String name = any(NAMES);
            int what = random.nextInt(100);
            if (what < 70) {
                onVm(name);
            } else if (what < 85) {
                tune();
            } else {
                strike(name);
            }
        }

        private void onVm(String name) {
            Host host = world.open(name);
            List<VM> vms = host.vms();
            if (vms.isEmpty()) {
                return;
            }
            VM vm = any(vms);
            switch (random.nextInt(24)) {
                case 0, 9, 10 -> vm.start();
                case 1 -> vm.pause();
                case 2 -> vm.resume();
                case 3 -> vm.requestShutdown();
                case 4 -> vm.destroy();
                case 5 -> vm.save("/save/" + vm.name());
                case 6 -> host.restore("/save/" + vm.name());
                case 7 -> world.open(any(NAMES)).define(vm.config());
                case 8 -> host.close();
                default -> jobs.add(vm.migrateTo(world.open(any(NAMES)), request()));
            }
        }

        private MigrationRequest request() {
            MigrationRequest.Builder request = MigrationRequest.builder();
            switch (random.nextInt(8)) {
                case 0 -> request.mode(new MigrationMode.StopAndCopy());
                case 1 -> request.mode(new MigrationMode.SuspendCopyResume(any(List.of(Buffer.values()))));
                case 2 -> request.mode(new MigrationMode.PostCopy(new Trigger.Immediately()));
                case 3 -> request.mode(new MigrationMode.PostCopy(new Trigger.AfterIterations(2)));
                case 4 -> request.mode(new MigrationMode.PostCopy(new Trigger.OnRequest()));
                case 5 -> request.autoConverge(new AutoConverge(20, 10));
                default -> request.bandwidth(DataRate.ofMebibytesPerSecond(1 + random.nextInt(80)));
            }
            return request.build();
        }

        private void tune() {
            if (jobs.isEmpty()) {
                return;
            }
            MigrationJob job = any(jobs);
            switch (random.nextInt(4)) {
                case 0 -> job.requestCancel();
                case 1 -> job.requestBandwidth(DataRate.ofMebibytesPerSecond(1 + random.nextInt(100)));
                case 2 -> job.requestDowntime(Duration.ofMillis(1 + random.nextInt(5000)));
                default -> job.requestPostCopy();
            }
        }

        private void strike(String name) {
            SimFaults faults = world.faults();
            switch (random.nextInt(10)) {
                case 0, 1 -> faults.linkDown(name, Duration.ofSeconds(random.nextInt(60)));
                case 2 -> {
                    faults.crashHost(name);
                    faults.at(Duration.ofSeconds(random.nextInt(20)), later -> later.restart(name));
                }
                case 3 -> {
                    faults.crashDaemon(name);
                    faults.at(Duration.ofSeconds(random.nextInt(20)), later -> later.restart(name));
                }
                case 4 -> faults.restart(name);
                case 5 -> faults.dropConnections(name);
                case 6 -> killAny(name);
                case 7 -> faults.takeMemory(name, Worldly.mebibytes(random.nextInt(200)));
                case 8 -> faults.slowCalls(name, Duration.ofMillis(random.nextInt(200)));
                default -> world.open(name).vms().forEach(vm -> faults.failMigration(vm.id(), 0.5, "planned"));
            }
        }

        private void killAny(String name) {
            List<VM> vms = world.open(name).vms();
            if (!vms.isEmpty()) {
                world.faults().killVm(name, any(vms).name());
            }
        }

        @Override
        public void close() {
            world.close();
        }
    }

    /** Enough for each build; {@code -Dvacate.sim.seeds=1000} looks further. */
    static LongStream seeds() {
        return LongStream.rangeClosed(1, Long.getLong("vacate.sim.seeds", 25));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    @Timeout(60)
    void invariantsHold(long seed) {
        try (History history = new History(seed)) {
            history.play();
            assertThat(history.jobs).isNotEmpty();
        }
    }

    @Test
    void sameSeed_givesTheSameTrace() {
        List<List<String>> traces = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (History history = new History(42)) {
                history.play();
                traces.add(history.world.trace());
            }
        }
        assertThat(traces.get(0)).hasSizeGreaterThan(100).isEqualTo(traces.get(1));
    }

    @Test
    void hourOfMigration_takesMilliseconds() {
        try (SimWorld world = Worldly.world(Worldly.vm("big", 16_000).dirty(Worldly.dirty(10, 100)))) {
            MigrationRequest slow = MigrationRequest.builder()
                    .bandwidth(DataRate.ofBytesPerSecond(4_600_000))
                    .build();
            MigrationJob job = world.open("alpha").vm("big").migrateTo(world.open("beta"), slow);
            long began = System.nanoTime();

            world.advance(Duration.ofHours(1));

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
            assertThat(job.progress().elapsed()).isEqualTo(Duration.ofHours(1));
            assertThat(world.open("alpha").vm("big").status().state()).isEqualTo(VmState.RUNNING);
        }
    }
}
