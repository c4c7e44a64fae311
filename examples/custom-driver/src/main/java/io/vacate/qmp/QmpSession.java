package io.vacate.qmp;

import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostInfo;
import io.vacate.api.host.HostMemory;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.api.preflight.Severity;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.spi.SessionOptions;
import io.vacate.api.time.TimeSource;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.DirtyRateSample;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.Subscription;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmEvent;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStats;
import io.vacate.api.vm.VmStatus;
import io.vacate.api.vm.VmSummary;
import io.vacate.qmp.EventWatch.Seen;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** An open host. What it knows is what the folder and the QEMU processes say at that moment: it keeps connections only. */
final class QmpSession implements DriverSession {
    private static final Set<Capability> CAPABILITIES = Collections.unmodifiableSet(EnumSet.of(
            Capability.DEFINE,
            Capability.PAUSE,
            Capability.LIFECYCLE_EVENTS,
            Capability.PRE_COPY,
            Capability.BYTE_PROGRESS,
            Capability.CANCEL,
            Capability.BANDWIDTH_LIMIT,
            Capability.ADJUST_BANDWIDTH,
            Capability.DOWNTIME_LIMIT,
            Capability.ADJUST_DOWNTIME,
            Capability.FORCED_SWITCH_OVER));

    /** QEMU's own memory for an emulated guest, as seen: its code, its translation cache, its buffers. */
    private static final DataSize OVERHEAD = DataSize.ofMebibytes(128);

    private final HostUri uri;
    private final HostFolder host;
    private final Emulator emulator;
    private final SessionOptions options;
    private final HostInfo info;
    private final EventWatch watch;
    private final Map<VmId, Machine> machines = new ConcurrentHashMap<>();
    private final Map<VmId, QmpMigrationJob> jobs = new ConcurrentHashMap<>();
    private volatile boolean closed;

    QmpSession(HostUri uri, HostFolder host, Emulator emulator, SessionOptions options) {
        this.uri = uri;
        this.host = host;
        this.emulator = emulator;
        this.options = options;
        info = host.info(emulator);
        watch = new EventWatch(this::seen, options.timeSource());
    }

    @Override
    public HostUri uri() {
        return uri;
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public HostInfo info() {
        requireOpen();
        return info;
    }

    @Override
    public TimeSource timeSource() {
        return options.timeSource();
    }

    HostFolder host() {
        return host;
    }

    Emulator emulator() {
        return emulator;
    }

    Duration sampleInterval() {
        return options.sampleInterval();
    }

    @Override
    public HostMemory memory() {
        requireOpen();
        return host.memory();
    }

    @Override
    public List<VmSummary> vms() {
        return residents().stream().map(this::summary).sorted(Comparator.comparing(VmSummary::name)).toList();
    }

    @Override
    public List<VmStats> statistics() {
        return residents().stream().map(this::stats).toList();
    }

    @Override
    public VmStatus status(VmId vm) {
        return RunStates.of(machine(vm));
    }

    @Override
    public VmConfig config(VmId vm) {
        return definition(machine(vm)).config();
    }

    @Override
    public VmStats statistics(VmId vm) {
        return stats(machine(vm));
    }

    @Override
    public VmId define(VmConfig config) {
        return define(VmDefinition.of(config));
    }

    @Override
    public VmId defineNative(String definition) {
        return define(VmDefinition.parse(definition));
    }

    private VmId define(VmDefinition definition) {
        requireOpen();
        VmFolder folder = host.vm(new VmId(definition.id()));
        try (Claim definitions = host.claimDefinitions()) {
            if (folder.exists()) {
                throw new DuplicateVmException("There is a VM %s on %s already, '%s'; nothing was changed"
                        .formatted(folder.id(), uri, folder.known().map(VmDefinition::name).orElse("on its way")));
            }
            host.requireFreeName(definition.name(), folder.id());
            folder.define(definition);
        }
        watch.look();
        return folder.id();
    }

    @Override
    public void start(VmId vm) {
        Machine machine = machine(vm);
        if (machine.isAlive() || machine.folder().arriving().isPresent()) {
            throw wrongState(machine, "off");
        }
        // Should two sessions get here at once, QEMU locks its pid file and the second one fails.
        machine.launch(CommandLine.toStart(emulator, definition(machine), machine.folder()));
        machine.folder().reason(StateReason.BOOTED);
        watch.look();
    }

    @Override
    public void pause(VmId vm) {
        Machine machine = require(vm, VmState.RUNNING);
        StateReason before = machine.folder().reason();
        // Before it is done: a migration that ends meanwhile must not let the VM run at its destination.
        machine.folder().reason(StateReason.USER);
        try {
            machine.ask("stop");
        } catch (OperationFailedException | HostUnreachableException failed) {
            machine.folder().reason(before);
            throw failed;
        }
    }

    @Override
    public void resume(VmId vm) {
        Machine machine = require(vm, VmState.PAUSED);
        if (RunStates.of(machine).reason() == StateReason.MIGRATION) {
            // It may run elsewhere.
            throw wrongState(machine, "paused by a user");
        }
        machine.folder().reason(StateReason.RESUMED);
        machine.ask("cont");
    }

    @Override
    public void requestShutdown(VmId vm) {
        require(vm, VmState.RUNNING).ask("system_powerdown");
    }

    @Override
    public void destroy(VmId vm) {
        Machine machine = machine(vm);
        if (!machine.isAlive() || RunStates.of(machine).state() == VmState.SHUT_OFF) {
            throw wrongState(machine, "active");
        }
        machine.folder().reason(StateReason.DESTROYED);
        machine.end();
        watch.look();
        residents();
    }

    @Override
    public void save(VmId vm, String file) {
        machine(vm);
        throw new UnsupportedCapabilityException(Capability.SAVE_RESTORE, uri);
    }

    @Override
    public VmId restore(String file) {
        requireOpen();
        throw new UnsupportedCapabilityException(Capability.SAVE_RESTORE, uri);
    }

    @Override
    public void undefine(VmId vm) {
        Machine machine = machine(vm);
        if (machine.isAlive()) {
            machine.folder().persistent(false);
        } else {
            machine.folder().delete();
        }
        watch.look();
    }

    @Override
    public CompletionStage<DirtyRateSample> measureDirtyRate(VmId vm, Duration period) {
        machine(vm);
        throw new UnsupportedCapabilityException(Capability.DIRTY_RATE, uri);
    }

    @Override
    public Subscription subscribe(Consumer<VmEvent> listener) {
        requireOpen();
        return watch.subscribe(listener);
    }

    @Override
    public List<Finding> preflight(VmId vm, DriverSession destination, MigrationRequest request) {
        machine(vm);
        QmpSession there = ours(destination);
        String newest = info.hypervisor().version();
        return there.emulator.isOlderThan(emulator)
                ? List.of(new Finding(
                        Severity.BLOCKER,
                        Check.HYPERVISOR,
                        "%s has QEMU %s, which cannot take a VM over from QEMU %s"
                                .formatted(there.uri, there.emulator.version(), newest)))
                : List.of();
    }

    @Override
    public MigrationJob migrate(VmId vm, DriverSession destination, MigrationRequest request) {
        QmpSession there = ours(destination);
        request.requiredCapabilities().stream()
                .filter(needed -> !CAPABILITIES.contains(needed))
                .findFirst()
                .ifPresent(missing -> {
                    throw new UnsupportedCapabilityException(missing, uri);
                });
        Machine machine = require(vm, VmState.RUNNING);
        there.requireOpen();
        QmpMigrationJob job = new QmpMigrationJob(this, there, vm, request);
        Optional<VmFolder.Leaving> leaving = machine.folder().leaving();
        if (leaving.isPresent() || jobs.putIfAbsent(vm, job) != null) {
            throw new VmStateException("VM %s on %s is on its way already%s; nothing was changed"
                    .formatted(vm, uri, leaving.map(to -> " to " + to.destination()).orElse("")));
        }
        job.start();
        return job;
    }

    @Override
    public List<SuspendedVm> suspendedVms() {
        requireOpen();
        return List.of();
    }

    @Override
    public DataSize memoryNeeded(VmConfig config) {
        return config.memory().plus(OVERHEAD);
    }

    @Override
    public void close() {
        closed = true;
        watch.close();
        machines.values().forEach(Machine::close);
        jobs.values().forEach(QmpMigrationJob::abandon);
    }

    /** Takes note that a job has ended. */
    void forget(QmpMigrationJob job) {
        jobs.remove(job.vm(), job);
    }

    /** Has events made of what has changed. */
    void look() {
        watch.look();
    }

    private void requireOpen() {
        if (closed) {
            throw new SessionClosedException(uri);
        }
    }

    private QmpSession ours(DriverSession destination) {
        if (destination instanceof QmpSession session) {
            return session;
        }
        throw new IllegalArgumentException("destination %s is not a session of this driver".formatted(destination.uri()));
    }

    /** Returns the VMs of this host, after settling what a program that died has left undecided. */
    private List<Machine> residents() {
        requireOpen();
        Recovery.settle(uri, host);
        return host.vms().stream().filter(VmFolder::isResident).map(this::machine).toList();
    }

    private Machine machine(VmFolder folder) {
        return machines.computeIfAbsent(folder.id(), id -> new Machine(
                uri, folder, message -> watch.said(folder, message), () -> watch.fellSilent(folder)));
    }

    private Machine machine(VmId vm) {
        requireOpen();
        VmFolder folder = host.vm(vm);
        if (!folder.isResident()) {
            throw new UnknownVmException(vm.toString(), uri);
        }
        return machine(folder);
    }

    private Machine require(VmId vm, VmState state) {
        Machine machine = machine(vm);
        if (RunStates.of(machine).state() != state) {
            throw wrongState(machine, state.name().toLowerCase(Locale.ROOT));
        }
        return machine;
    }

    private VmStateException wrongState(Machine machine, String wanted) {
        return new VmStateException("VM '%s' on %s is %s, not %s; it was left as it is"
                .formatted(definition(machine).name(), uri, RunStates.of(machine), wanted));
    }

    private VmDefinition definition(Machine machine) {
        return machine.folder()
                .known()
                .orElseThrow(() -> new UnknownVmException(machine.folder().id().toString(), uri));
    }

    private VmSummary summary(Machine machine) {
        return new VmSummary(machine.folder().id(), definition(machine).name(), statusOrUnknown(machine));
    }

    /** One VM that does not answer must not hide the others. */
    private static VmStatus statusOrUnknown(Machine machine) {
        try {
            return RunStates.of(machine);
        } catch (HostUnreachableException silent) {
            return new VmStatus(VmState.UNKNOWN, StateReason.UNKNOWN);
        }
    }

    private VmStats stats(Machine machine) {
        VmDefinition definition = definition(machine);
        VmStats.Builder stats =
                VmStats.builder(summary(machine), definition.vcpus(), DataSize.ofBytes(definition.memoryBytes()));
        Optional<ProcessHandle> process = machine.folder().process();
        process.flatMap(Proc::residentMemory).ifPresent(stats::residentMemory);
        process.flatMap(alive -> alive.info().totalCpuDuration()).ifPresent(stats::cpuTime);
        return stats.build();
    }

    private Map<VmId, Seen> seen() {
        Map<VmId, Seen> all = new HashMap<>();
        for (Machine machine : residents()) {
            VmFolder folder = machine.folder();
            boolean active = statusOrUnknown(machine).state() != VmState.SHUT_OFF;
            all.put(
                    folder.id(),
                    new Seen(definition(machine).name(), folder.isPersistent(), active, folder.reason()));
        }
        return all;
    }
}
