package io.vacate.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.orchestrator.execute.RunEvent;
import io.vacate.orchestrator.execute.RunListener;
import io.vacate.orchestrator.progress.RunProgress;
import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.orchestrator.report.MoveReport;
import io.vacate.orchestrator.report.RunStatus;
import io.vacate.orchestrator.report.VmOutcome;
import io.vacate.sim.DirtyCurve;
import io.vacate.sim.SimHost;
import io.vacate.sim.SimTime;
import io.vacate.sim.SimVm;
import io.vacate.sim.SimWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Evacuations on the threads that users have, while simulated time runs by itself, two hundred times as fast as real time.
 * What happens when differs from run to run; what must hold does not.
 */
class RealThreadsTest {
    private static final double PACE = 200;
    private static final int VMS = 10;
    private static final DataRate LINK = DataRate.ofMegabitsPerSecond(1000);

    private final List<RunEvent> events = new CopyOnWriteArrayList<>();

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 6);
    }

    private static SimWorld world(Random random) {
        SimHost.Builder alpha =
                SimHost.builder("alpha", DataSize.ofMebibytes(16_384)).network(LINK);
        for (int i = 0; i < VMS; i++) {
            SimVm.Builder vm = SimVm.builder("vm-" + i, DataSize.ofMebibytes(64L << random.nextInt(3)))
                    .id(new VmId(new UUID(random.nextLong(), random.nextLong())));
            if (random.nextBoolean()) {
                vm.dirty(
                        DirtyCurve.of(DataRate.ofMebibytesPerSecond(1 + random.nextInt(20)), DataSize.ofMebibytes(32)));
            }
            alpha.vm(vm.build());
        }
        SimWorld.Builder world = SimWorld.builder().checkInvariants().time(SimTime.scaled(PACE));
        world.host(alpha.build());
        for (String name : List.of("beta", "gamma")) {
            world.host(SimHost.builder(name, DataSize.ofMebibytes(16_384))
                    .network(LINK)
                    .build());
        }
        return world.build();
    }

    private static List<Host> open(SimWorld world) {
        return world.hosts().stream().map(world::open).toList();
    }

    private EvacuationRun start(List<Host> hosts, RunListener listener) {
        Evacuator evacuator = new Evacuator();
        EvacuationRequest request = EvacuationRequest.builder(hosts.subList(0, 1), hosts.subList(1, hosts.size()))
                .linkSpeed(LINK)
                .build();
        return evacuator.execute(evacuator.prepare(request), event -> {
            events.add(event);
            listener.onEvent(event);
        });
    }

    private static EvacuationReport finish(EvacuationRun run) throws Exception {
        CompletableFuture<EvacuationReport> completion = run.completion().toCompletableFuture();
        double fraction = 0;
        while (!completion.isDone()) {
            RunProgress progress = run.progress();
            assertThat(progress.fraction()).isGreaterThanOrEqualTo(fraction);
            fraction = progress.fraction();
            CompletableFuture.anyOf(
                            completion, new CompletableFuture<>().completeOnTimeout(0, 5, TimeUnit.MILLISECONDS))
                    .join();
        }
        return completion.get(1, TimeUnit.MINUTES);
    }

    /** Each VM is on exactly one host, and where the report says so that is the one. */
    private static void assertTrue(EvacuationReport report, SimWorld world) {
        world.assertInvariants();
        Map<VmId, List<HostUri>> found = new HashMap<>();
        List<Host> hosts = open(world);
        for (Host host : hosts) {
            for (VM vm : host.vms()) {
                if (vm.status().state().isActive()) {
                    found.computeIfAbsent(vm.id(), none -> new ArrayList<>()).add(host.uri());
                }
            }
        }
        hosts.forEach(Host::close);
        assertThat(report.moves()).hasSize(VMS);
        for (MoveReport move : report.moves()) {
            VmId vm = move.result().move().vmId();
            assertThat(found.get(vm)).as("hosts of %s", vm).hasSize(1);
            if (move.location() instanceof VmLocation.OnHost at) {
                assertThat(found.get(vm)).containsExactly(at.host());
            } else {
                assertThat(move.location()).isInstanceOf(VmLocation.Unknown.class);
            }
            assertThat(move.outcome() == VmOutcome.MOVED)
                    .as("%s: %s", move.outcome(), move.location())
                    .isEqualTo(move.location() instanceof VmLocation.OnHost at
                            && !at.host().equals(move.result().move().source().uri()));
        }
        boolean isComplete = report.moves().stream().allMatch(move -> move.outcome() == VmOutcome.MOVED);
        assertThat(report.status() == RunStatus.COMPLETE)
                .isEqualTo(isComplete && report.problems().isEmpty());
    }

    private void assertAllTold() {
        assertThat(events).filteredOn(RunEvent.Ended.class::isInstance).hasSize(VMS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void plain(long seed) throws Exception {
        try (SimWorld world = world(new Random(seed))) {
            EvacuationReport report = finish(start(open(world), RunListener.NONE));

            assertThat(report.status()).isEqualTo(RunStatus.COMPLETE);
            assertTrue(report, world);
            assertAllTold();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void withMigrationsThatFail_andAListenerThatThrows(long seed) throws Exception {
        Random random = new Random(seed);
        try (SimWorld world = world(random)) {
            List<Host> hosts = open(world);
            for (VM vm : hosts.get(0).vms()) {
                for (int times = random.nextInt(3); times > 0; times--) {
                    world.faults().failMigration(vm.id(), random.nextDouble(), "no luck");
                }
            }

            EvacuationReport report = finish(start(hosts, event -> {
                throw new AssertionError("not in the mood");
            }));

            assertTrue(report, world);
            assertAllTold();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void cancelledAtAnyPoint(long seed) throws Exception {
        Random random = new Random(seed);
        try (SimWorld world = world(random)) {
            EvacuationRun run = start(open(world), RunListener.NONE);
            Duration when = Duration.ofMillis(random.nextInt(30_000));
            CountDownLatch asked = new CountDownLatch(1);
            world.time().schedule(when, () -> {
                run.requestCancel();
                asked.countDown();
            });

            EvacuationReport report = finish(run);

            assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(report.status()).isIn(RunStatus.CANCELLED, RunStatus.COMPLETE);
            assertTrue(report, world);
            assertAllTold();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void daemonOfAHostThatDies_andComesBack(long seed) throws Exception {
        Random random = new Random(seed);
        try (SimWorld world = world(random)) {
            EvacuationRun run = start(open(world), RunListener.NONE);
            String victim = world.hosts().get(1 + random.nextInt(2));
            world.faults().at(Duration.ofMillis(random.nextInt(20_000)), faults -> faults.crashDaemon(victim));

            EvacuationReport report = finish(run);
            world.faults().restart(victim);

            assertTrue(report, world);
            assertAllTold();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void hostThatAnswersSlowly_andACancelMeanwhile(long seed) throws Exception {
        Random random = new Random(seed);
        try (SimWorld world = world(random)) {
            EvacuationRun run = start(open(world), RunListener.NONE);
            String victim = world.hosts().get(random.nextInt(3));
            world.faults()
                    .at(
                            Duration.ofMillis(random.nextInt(10_000)),
                            faults -> faults.slowCalls(victim, Duration.ofSeconds(4)));
            world.time().schedule(Duration.ofMillis(random.nextInt(20_000)), run::requestCancel);

            EvacuationReport report = finish(run);
            world.faults().slowCalls(victim, Duration.ZERO);

            assertTrue(report, world);
            assertAllTold();
        }
    }

    @Test
    void listenerThatBlocks_delaysNobody() throws Exception {
        CountDownLatch forever = new CountDownLatch(1);
        try (SimWorld world = world(new Random(1))) {
            EvacuationReport report = finish(start(open(world), event -> {
                try {
                    forever.await();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            }));

            assertThat(report.status()).isEqualTo(RunStatus.COMPLETE);
            assertTrue(report, world);
        } finally {
            forever.countDown();
        }
    }
}
