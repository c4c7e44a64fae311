package io.vacate.orchestrator.execute;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anySet;
import static org.mockito.Mockito.lenient;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.host.HostMemory;
import io.vacate.api.host.HostUri;
import io.vacate.api.location.HostAnswer;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.time.ScheduledTask;
import io.vacate.api.time.TimeSource;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStats;
import io.vacate.api.vm.VmStatus;
import io.vacate.api.vm.VmSummary;
import io.vacate.model.live.LiveKnowledge;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.orchestrator.journal.InMemoryJournal;
import io.vacate.orchestrator.location.EndWatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** VMs on one host, one or more hosts to go to, and jobs that do what a test says. Time passes when told to. */
final class Scene implements TimeSource {
    static final VmStatus RUNNING = new VmStatus(VmState.RUNNING, StateReason.BOOTED);

    final Host source = host("kvm+unix:///source", 100_000);
    final List<Host> destinations = new ArrayList<>();
    final List<RunEvent> events = new CopyOnWriteArrayList<>();
    private final Map<VM, CompletableFuture<MigrationOutcome>> ends = new LinkedHashMap<>();
    private final List<VmMove> moves = new ArrayList<>();
    private final List<VmStats> here = new ArrayList<>();
    private final List<Timer> timers = new CopyOnWriteArrayList<>();
    private Instant now = Instant.EPOCH;

    private record Timer(Instant due, Runnable task) {}

    Scene() {
        when(source.answers(anySet())).thenAnswer(call -> answers(call.getArgument(0), here));
    }

    static Host host(String uri, int mebibytes) {
        Host host = mock(Host.class, uri);
        DataSize memory = DataSize.ofMebibytes(mebibytes);
        when(host.uri()).thenReturn(HostUri.parse(uri));
        when(host.memory()).thenReturn(new HostMemory(memory, memory));
        when(host.capabilities()).thenReturn(Set.of());
        when(host.answers(anySet())).thenAnswer(call -> answers(call.getArgument(0), List.of()));
        return host;
    }

    private static Map<VmId, HostAnswer> answers(Set<VmId> vms, List<VmStats> here) {
        Map<VmId, HostAnswer> answers = new HashMap<>();
        vms.forEach(vm -> answers.put(vm, new HostAnswer.HasNot()));
        here.stream()
                .map(VmStats::summary)
                .filter(vm -> vms.contains(vm.id()))
                .forEach(vm -> answers.put(vm.id(), new HostAnswer.Has(vm.status())));
        return answers;
    }

    Host destination(String uri, int mebibytes) {
        Host host = host(uri, mebibytes);
        destinations.add(host);
        return host;
    }

    /** Adds a VM whose migration is accepted and goes on until {@link #arrive}. */
    VM vm(String name, int mebibytes, Host destination) {
        VM vm = mock(VM.class, name);
        VmId id = new VmId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
        when(vm.id()).thenReturn(id);
        when(vm.name()).thenReturn(name);
        when(vm.host()).thenReturn(source);
        MigrationJob job = job(vm);
        when(vm.migrateTo(any(), any())).thenReturn(job);
        here.add(VmStats.builder(new VmSummary(id, name, RUNNING), 1, DataSize.ofMebibytes(mebibytes))
                .build());
        DataSize memory = DataSize.ofMebibytes(mebibytes);
        moves.add(Planned.move(vm, destination, memory, DirtyCurve.idle()));
        return vm;
    }

    MigrationJob job(VM vm) {
        MigrationJob job = mock(MigrationJob.class, "job");
        MigrationProgress progress =
                MigrationProgress.builder(MigrationState.COPYING, Duration.ZERO).build();
        lenient().when(job.progress()).thenReturn(progress);
        lenient().when(job.state()).thenReturn(MigrationState.COPYING);
        CompletableFuture<MigrationOutcome> end = new CompletableFuture<>();
        lenient().when(job.completion()).thenReturn(end);
        ends.put(vm, end);
        return job;
    }

    void arrive(VM vm) {
        MigrationStatistics nothing = MigrationStatistics.builder(Duration.ZERO).build();
        end(vm, new MigrationOutcome.Completed(vm.id(), destinations.get(0).uri(), nothing));
    }

    void end(VM vm, MigrationOutcome outcome) {
        ends.getOrDefault(vm, new CompletableFuture<>()).complete(outcome);
    }

    PlanExecutor executor(ExecutionPolicy policy, Threads threads) {
        return new PlanExecutor(policy, new InMemoryJournal(), this, threads);
    }

    Execution start() {
        return start(ExecutionPolicy.DEFAULT, Threads.of(Runnable::run), events::add);
    }

    Execution start(ExecutionPolicy policy, Threads threads, RunListener listener) {
        return executor(policy, threads)
                .start(moves, destinations, 0, EndWatch.listen(destinations), Scene::known, listener);
    }

    List<VmMove> moves() {
        return moves;
    }

    static MoveResult.NotMoved notMoved(Execution execution, int number) {
        return (MoveResult.NotMoved)
                execution.completion().toCompletableFuture().join().get(number);
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public ScheduledTask schedule(Duration delay, Runnable task) {
        Timer timer = new Timer(instant().plus(delay), task);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    /** Lets time pass in steps of a quarter of a second. */
    void pass(Duration time) {
        Instant end = instant().plus(time);
        while (instant().isBefore(end)) {
            synchronized (this) {
                now = now.plusMillis(250);
            }
            for (Timer timer : List.copyOf(timers)) {
                if (!timer.due().isAfter(instant()) && timers.remove(timer)) {
                    timer.task().run();
                }
            }
        }
    }

    /** Returns what is known of each move: next to nothing. */
    static LiveKnowledge known(String move) {
        return LiveKnowledge.builder(DataRate.ofMegabitsPerSecond(500)).build();
    }
}
