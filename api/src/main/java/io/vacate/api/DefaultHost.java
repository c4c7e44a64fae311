package io.vacate.api;

import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostInfo;
import io.vacate.api.host.HostMemory;
import io.vacate.api.host.HostUri;
import io.vacate.api.location.HostAnswer;
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
import org.jspecify.annotations.Nullable;

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
        Set<VmId> mayRun = known.entrySet().stream()
                .filter(vm -> vm.getValue().state().mayRun())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        Set<VmId> departing = mayRun.isEmpty() ? Set.of() : session.departing(mayRun);
        Map<VmId, SuspendedVm> kept = new HashMap<>();
        if (mayRun.size() < vms.size()) {
            session.suspendedVms().stream()
                    .filter(SuspendedVm::whole)
                    .forEach(state -> kept.putIfAbsent(state.id(), state));
        }
        Map<VmId, HostAnswer> answers = new HashMap<>();
        for (VmId vm : vms) {
            answers.put(vm, answer(known.get(vm), departing.contains(vm), kept.get(vm)));
        }
        return answers;
    }

    private static HostAnswer answer(@Nullable VmStatus status, boolean isDeparting, @Nullable SuspendedVm kept) {
        // A post-copy that broke is no longer on its way, though its hypervisor keeps the job.
        if (status != null && isDeparting && !new HostAnswer.Has(status).isHalf()) {
            return new HostAnswer.Sending(status);
        }
        if (kept != null && (status == null || !status.state().mayRun())) {
            // Somebody brings it to where it goes, or back.
            return kept.activity() == SuspendedVm.Activity.UNDER_WAY
                    ? new HostAnswer.Sending(new VmStatus(VmState.SHUT_OFF, StateReason.SAVED))
                    : new HostAnswer.Keeps(kept);
        }
        return status == null ? new HostAnswer.HasNot() : new HostAnswer.Has(status);
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
