package io.vacate.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.OperationFailedException;
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
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

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
    private final Machines machines;
    private final Map<VmId, QmpMigrationJob> jobs = new ConcurrentHashMap<>();

    QmpSession(HostUri uri, HostFolder host, Emulator emulator, SessionOptions options) {
        this.uri = uri;
        this.host = host;
        this.emulator = emulator;
        this.options = options;
        info = host.info(emulator);
        machines = new Machines(host, this::said, this::fellSilent);
        watch = new EventWatch(machines::seen, options.timeSource());
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
        machines.requireOpen();
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
        machines.requireOpen();
        return host.memory();
    }

    @Override
    public List<VmSummary> vms() {
        return machines.residents().stream()
                .map(machines::summary)
                .sorted(Comparator.comparing(VmSummary::name))
                .toList();
    }

    @Override
    public List<VmStats> statistics() {
        return machines.residents().stream().map(machines::stats).toList();
    }

    @Override
    public VmStatus status(VmId vm) {
        return RunStates.of(machines.get(vm));
    }

    @Override
    public Set<VmId> departing(Set<VmId> vms) {
        return machines.residents().stream()
                .filter(machine -> vms.contains(machine.folder().id()) && machine.isSending())
                .map(machine -> machine.folder().id())
                .collect(Collectors.toSet());
    }

    @Override
    public VmConfig config(VmId vm) {
        return machines.definition(machines.get(vm)).config();
    }

    @Override
    public VmStats statistics(VmId vm) {
        return machines.stats(machines.get(vm));
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
        machines.requireOpen();
        VmFolder folder = host.vm(new VmId(definition.id()));
        try (Claim definitions = host.claimDefinitions()) {
            if (folder.exists()) {
                throw new DuplicateVmException("There is a VM %s on %s already, '%s'; nothing was changed"
                        .formatted(
                                folder.id(),
                                uri,
                                folder.known().map(VmDefinition::name).orElse("on its way")));
            }
            host.requireFreeName(definition.name(), folder.id());
            folder.define(definition);
        }
        watch.look();
        return folder.id();
    }

    @Override
    public void start(VmId vm) {
        Machine machine = machines.get(vm);
        if (machine.isAlive() || machine.folder().arriving().isPresent()) {
            throw machines.wrongState(machine, "off");
        }
        // Should two sessions get here at once, QEMU locks its pid file and the second one fails.
        machine.launch(CommandLine.toStart(emulator, machines.definition(machine), machine.folder()));
        machine.folder().reason(StateReason.BOOTED);
        watch.look();
    }

    @Override
    public void pause(VmId vm) {
        Machine machine = machines.require(vm, VmState.RUNNING);
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
        Machine machine = machines.require(vm, VmState.PAUSED);
        if (RunStates.of(machine).reason() == StateReason.MIGRATION) {
            // It may run elsewhere.
            throw machines.wrongState(machine, "paused by a user");
        }
        machine.folder().reason(StateReason.RESUMED);
        machine.ask("cont");
    }

    @Override
    public void requestShutdown(VmId vm) {
        machines.require(vm, VmState.RUNNING).ask("system_powerdown");
    }

    @Override
    public void destroy(VmId vm) {
        Machine machine = machines.get(vm);
        if (!machine.isAlive() || RunStates.of(machine).state() == VmState.SHUT_OFF) {
            throw machines.wrongState(machine, "active");
        }
        machine.folder().reason(StateReason.DESTROYED);
        machine.end();
        watch.look();
        machines.residents();
    }

    @Override
    public void save(VmId vm, String file) {
        machines.get(vm);
        throw new UnsupportedCapabilityException(Capability.SAVE_RESTORE, uri);
    }

    @Override
    public VmId restore(String file) {
        machines.requireOpen();
        throw new UnsupportedCapabilityException(Capability.SAVE_RESTORE, uri);
    }

    @Override
    public void undefine(VmId vm) {
        Machine machine = machines.get(vm);
        if (machine.isAlive()) {
            machine.folder().persistent(false);
        } else {
            machine.folder().delete();
        }
        watch.look();
    }

    @Override
    public CompletionStage<DirtyRateSample> measureDirtyRate(VmId vm, Duration period) {
        machines.get(vm);
        throw new UnsupportedCapabilityException(Capability.DIRTY_RATE, uri);
    }

    @Override
    public Subscription subscribe(Consumer<VmEvent> listener) {
        machines.requireOpen();
        return watch.subscribe(listener);
    }

    @Override
    public List<Finding> preflight(VmId vm, DriverSession destination, MigrationRequest request) {
        machines.get(vm);
        QmpSession there = ours(destination);
        String newest = info.hypervisor().version();
        return there.emulator.isOlderThan(emulator)
                ? List.of(new Finding(
                        Severity.BLOCKER,
                        Check.VERSION,
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
        Machine machine = machines.require(vm, VmState.RUNNING);
        there.machines.requireOpen();
        QmpMigrationJob job = new QmpMigrationJob(this, there, vm, request);
        Optional<VmFolder.Leaving> leaving = machine.folder().leaving();
        if (leaving.isPresent() || jobs.putIfAbsent(vm, job) != null) {
            throw new VmStateException("VM %s on %s is on its way already%s; nothing was changed"
                    .formatted(
                            vm,
                            uri,
                            leaving.map(to -> " to " + to.destination()).orElse("")));
        }
        job.start();
        return job;
    }

    @Override
    public List<SuspendedVm> suspendedVms() {
        machines.requireOpen();
        return List.of();
    }

    @Override
    public DataSize memoryNeeded(VmConfig config) {
        return config.memory().plus(OVERHEAD);
    }

    @Override
    public void close() {
        machines.close();
        watch.close();
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

    private void said(VmFolder vm, JsonNode message) {
        watch.said(vm, message);
    }

    private void fellSilent(VmFolder vm) {
        watch.fellSilent(vm);
    }

    private QmpSession ours(DriverSession destination) {
        if (destination instanceof QmpSession session) {
            return session;
        }
        throw new IllegalArgumentException(
                "destination %s is not a session of this driver".formatted(destination.uri()));
    }
}
