package io.vacate.orchestrator.execute;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.CpuInfo;
import io.vacate.api.host.HostId;
import io.vacate.api.host.HostInfo;
import io.vacate.api.host.HostMemory;
import io.vacate.api.host.HostUri;
import io.vacate.api.host.Hypervisor;
import io.vacate.api.location.HostAnswer;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.time.TimeSource;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.Subscription;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmEvent;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStats;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A host that a plan switches on or off. While it is off it has no VMs and no memory; while it is on everything is asked of the
 * host itself. Its identity and name stay those that it was made with. Thread-safe.
 */
public final class PoweredHost implements Host {
    private final HostUri uri;
    private final HostInfo info;
    private final Supplier<Host> opener;

    private volatile @Nullable Host open;

    private PoweredHost(HostUri uri, HostInfo info, Supplier<Host> opener, @Nullable Host open) {
        this.uri = uri;
        this.info = info;
        this.opener = opener;
        this.open = open;
    }

    /**
     * Returns a host that is off.
     *
     * @param name its name in the plan
     * @param uri its address
     * @param opener opens it, or throws {@link HostUnreachableException} while it does not answer; whoever opened it closes it
     */
    public static PoweredHost off(String name, HostUri uri, Supplier<Host> opener) {
        HostId id = new HostId(UUID.nameUUIDFromBytes(uri.toString().getBytes(StandardCharsets.UTF_8)));
        HostInfo info =
                new HostInfo(id, name, new Hypervisor(uri.driver(), "", ""), new CpuInfo("", "", 1, 0), DataSize.ZERO);
        return new PoweredHost(uri, info, opener, null);
    }

    /** Returns a host that is on. */
    public static PoweredHost on(Host host) {
        return new PoweredHost(host.uri(), host.info(), () -> host, host);
    }

    /**
     * Returns a host as drivers know it, which is what they take as the other host of a migration.
     *
     * @throws HostUnreachableException if it is switched off
     */
    public static Host driven(Host host) {
        return host instanceof PoweredHost powered ? powered.host() : host;
    }

    /** Tells whether a host is on, as far as plans are concerned. */
    public static boolean isOn(Host host) {
        return !(host instanceof PoweredHost powered) || powered.open != null;
    }

    /**
     * Opens it once it has been switched on.
     *
     * @throws HostUnreachableException if it does not answer yet; it counts as off
     */
    void wake() {
        open = opener.get();
    }

    /** Takes note that it has been switched off. */
    void sleep() {
        open = null;
    }

    private Host host() {
        Host host = open;
        if (host == null) {
            throw new HostUnreachableException(uri, "it is switched off");
        }
        return host;
    }

    @Override
    public HostUri uri() {
        return uri;
    }

    @Override
    public HostInfo info() {
        return info;
    }

    @Override
    public Set<Capability> capabilities() {
        Host host = open;
        return host == null ? Set.of() : host.capabilities();
    }

    @Override
    public TimeSource timeSource() {
        Host host = open;
        return host == null ? TimeSource.system() : host.timeSource();
    }

    @Override
    public HostMemory memory() {
        Host host = open;
        return host == null ? new HostMemory(DataSize.ZERO, DataSize.ZERO) : host.memory();
    }

    @Override
    public DataSize memoryNeeded(VmConfig config) {
        return host().memoryNeeded(config);
    }

    @Override
    public MigrationRequest effective(MigrationRequest request) {
        Host host = open;
        return host == null ? request : host.effective(request);
    }

    @Override
    public List<VM> vms() {
        Host host = open;
        return host == null ? List.of() : host.vms();
    }

    @Override
    public VM vm(String nameOrId) {
        return host().vm(nameOrId);
    }

    @Override
    public List<VmStats> statistics() {
        Host host = open;
        return host == null ? List.of() : host.statistics();
    }

    @Override
    public VM define(VmConfig config) {
        return host().define(config);
    }

    @Override
    public VM defineNative(String definition) {
        return host().defineNative(definition);
    }

    @Override
    public VM restore(String file) {
        return host().restore(file);
    }

    @Override
    public Map<VmId, HostAnswer> answers(Set<VmId> vms) {
        Host host = open;
        if (host != null) {
            return host.answers(vms);
        }
        Map<VmId, HostAnswer> none = new HashMap<>();
        vms.forEach(vm -> none.put(vm, new HostAnswer.HasNot()));
        return none;
    }

    @Override
    public List<SuspendedVm> suspendedVms() {
        Host host = open;
        return host == null ? List.of() : host.suspendedVms();
    }

    @Override
    public VM resumeSuspended(VmId vm, Host other) {
        return host().resumeSuspended(vm, driven(other));
    }

    @Override
    public Subscription subscribe(Consumer<VmEvent> listener) {
        return host().subscribe(listener);
    }

    /** Closes what is open; whoever opened it may do so as well. */
    @Override
    public void close() {
        Host host = open;
        if (host != null) {
            host.close();
        }
    }
}
