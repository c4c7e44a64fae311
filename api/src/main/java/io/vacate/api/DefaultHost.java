package io.vacate.api;

import io.vacate.api.error.AccessDeniedException;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostInfo;
import io.vacate.api.host.HostMemory;
import io.vacate.api.host.HostUri;
import io.vacate.api.location.HostAnswer;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.time.TimeSource;
import io.vacate.api.unit.DataSize;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A host over a driver's session: what every driver would otherwise check again. */
final class DefaultHost implements Host {
    private final DriverSession session;

    DefaultHost(DriverSession session) {
        this.session = session;
    }

    DriverSession session() {
        return session;
    }

    static DefaultHost opened(Host host) {
        if (host instanceof DefaultHost ours) {
            return ours;
        }
        throw new IllegalArgumentException("host (%s) was not opened by Hosts".formatted(host));
    }

    void require(Capability capability) {
        if (!session.capabilities().contains(capability)) {
            throw new UnsupportedCapabilityException(capability, session.uri());
        }
    }

    @Override
    public HostUri uri() {
        return session.uri();
    }

    @Override
    public HostInfo info() {
        return session.info();
    }

    @Override
    public Set<Capability> capabilities() {
        return session.capabilities();
    }

    @Override
    public TimeSource timeSource() {
        return session.timeSource();
    }

    @Override
    public MigrationRequest effective(MigrationRequest request) {
        return session.effective(request);
    }

    @Override
    public DataSize memoryNeeded(VmConfig config) {
        return session.memoryNeeded(config);
    }

    @Override
    public HostMemory memory() {
        return session.memory();
    }

    @Override
    public List<VM> vms() {
        return session.vms().stream()
                .sorted(Comparator.comparing(VmSummary::name).thenComparing(VmSummary::id))
                .<VM>map(summary -> new DefaultVM(this, summary.id(), summary.name()))
                .toList();
    }

    @Override
    public VM vm(String nameOrId) {
        List<VmSummary> all = session.vms();
        return first(all, summary -> summary.name().equals(nameOrId))
                .or(() -> first(all, summary -> summary.id().toString().equalsIgnoreCase(nameOrId)))
                .orElseThrow(() -> new UnknownVmException(nameOrId, uri()));
    }

    private Optional<VM> first(List<VmSummary> all, Predicate<VmSummary> wanted) {
        return all.stream().filter(wanted).findFirst().map(found -> new DefaultVM(this, found.id(), found.name()));
    }

    @Override
    public List<VmStats> statistics() {
        return session.statistics();
    }

    @Override
    public VM define(VmConfig config) {
        require(Capability.DEFINE);
        return withName(session.define(config));
    }

    @Override
    public VM defineNative(String definition) {
        require(Capability.DEFINE);
        return withName(session.defineNative(definition));
    }

    @Override
    public VM restore(String file) {
        require(Capability.SAVE_RESTORE);
        return withName(session.restore(file));
    }

    @Override
    public Map<VmId, HostAnswer> answers(Set<VmId> vms) {
        Map<VmId, VmStatus> known = session.vms().stream()
                .filter(vm -> vms.contains(vm.id()))
                .collect(Collectors.toMap(VmSummary::id, VmSummary::status));
        Map<VmId, HostAnswer> answers = new HashMap<>();
        Set<VmId> mayRun = known.entrySet().stream()
                .filter(vm -> vm.getValue().state().mayRun())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        Set<VmId> departing = mayRun.isEmpty() ? Set.of() : session.departing(mayRun);
        known.forEach((vm, status) -> {
            HostAnswer.Has has = new HostAnswer.Has(status);
            // A post-copy that broke is no longer on its way, though its hypervisor keeps the job.
            boolean isLeaving = departing.contains(vm) && !has.isHalf();
            answers.put(vm, isLeaving ? new HostAnswer.Sending(status) : has);
        });
        Set<VmId> others = vms.stream().filter(vm -> !mayRun.contains(vm)).collect(Collectors.toSet());
        if (!others.isEmpty()) {
            inBuffers(others).forEach((vm, kept) -> answers.merge(vm, kept, DefaultHost::graver));
        }
        return answers;
    }

    /** What may wait in a buffer counts for more than a definition that is off. */
    private static HostAnswer graver(HostAnswer off, HostAnswer kept) {
        return kept instanceof HostAnswer.HasNot ? off : kept;
    }

    /** Returns what the buffers have of VMs that are not active here. */
    private Map<VmId, HostAnswer> inBuffers(Set<VmId> vms) {
        Map<VmId, HostAnswer> answers = new HashMap<>();
        try {
            session.suspendedVms().stream()
                    .filter(state -> state.whole() && vms.contains(state.id()))
                    .forEach(state -> answers.putIfAbsent(state.id(), inBuffer(state)));
        } catch (OperationFailedException | AccessDeniedException closed) {
            HostAnswer untold = new HostAnswer.Silent("its buffers cannot be looked into: " + closed.getMessage());
            vms.forEach(vm -> answers.put(vm, untold));
        }
        vms.forEach(vm -> answers.putIfAbsent(vm, new HostAnswer.HasNot()));
        return answers;
    }

    /** Whoever is at work on it brings it to where it goes, or back. */
    private static HostAnswer inBuffer(SuspendedVm state) {
        return state.activity() == SuspendedVm.Activity.UNDER_WAY
                ? new HostAnswer.Sending(new VmStatus(VmState.SHUT_OFF, StateReason.SAVED))
                : new HostAnswer.Keeps(state);
    }

    @Override
    public List<SuspendedVm> suspendedVms() {
        return session.suspendedVms();
    }

    @Override
    public VM resumeSuspended(VmId vm, Host other) {
        DefaultHost peer = DefaultHost.opened(other);
        HostUri owner = session.resumeSuspended(vm, peer.session);
        return (owner.equals(uri()) ? this : peer).withName(vm);
    }

    private VM withName(VmId id) {
        return new DefaultVM(this, id, session.config(id).name());
    }

    @Override
    public Subscription subscribe(Consumer<VmEvent> listener) {
        require(Capability.LIFECYCLE_EVENTS);
        return session.subscribe(listener);
    }

    @Override
    public void close() {
        session.close();
    }

    @Override
    public String toString() {
        return "Host[%s]".formatted(uri());
    }
}
