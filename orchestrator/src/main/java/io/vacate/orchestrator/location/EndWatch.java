package io.vacate.orchestrator.location;

import io.vacate.api.Host;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.Subscription;
import io.vacate.api.vm.VmEvent;
import io.vacate.api.vm.VmId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers how VMs ended on hosts while it listened. Of a VM that was not persistent nothing else is left to ask; and of one
 * that a host calls crashed only this tells that it is not the host that lost sight of it. Thread-safe.
 */
public final class EndWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EndWatch.class);

    private final Map<Place, StateReason> ends = new ConcurrentHashMap<>();

    /** Copies that a migration fills: should one end, the VM itself has not. */
    private final Set<Place> arriving = ConcurrentHashMap.newKeySet();

    private final List<Subscription> subscriptions = new ArrayList<>();
    private boolean isClosed;

    /** A VM on a host. */
    private record Place(HostUri host, VmId vm) {}

    private EndWatch() {}

    /** Listens to those of the hosts that tell, until it is closed. */
    public static EndWatch listen(Collection<Host> hosts) {
        EndWatch watch = new EndWatch();
        hosts.forEach(watch::add);
        return watch;
    }

    /** Listens to one more host if it tells, such as one that was off; blocks until it has been asked. */
    public synchronized void add(Host host) {
        if (isClosed || !host.capabilities().contains(Capability.LIFECYCLE_EVENTS)) {
            return;
        }
        HostUri uri = host.uri();
        try {
            subscriptions.add(host.subscribe(event -> note(new Place(uri, event.vm()), event)));
        } catch (HypervisorException silent) {
            LOG.debug("{} does not tell how VMs end", host, silent);
        }
    }

    private void note(Place place, VmEvent event) {
        switch (event.kind()) {
            case STARTED -> {
                ends.remove(place);
                if (event.reason() == StateReason.MIGRATED) {
                    arriving.add(place);
                }
            }
            case RESUMED -> {
                ends.remove(place);
                arriving.remove(place);
            }
            case STOPPED -> {
                if (!arriving.remove(place)) {
                    ends.put(place, event.reason());
                }
            }
            default -> {}
        }
    }

    /** Returns how a VM ended on a host; empty if it was not seen to end there, or has been started again. */
    public Optional<StateReason> ended(HostUri host, VmId vm) {
        return Optional.ofNullable(ends.get(new Place(host, vm)));
    }

    /** Stops listening. What was seen stays known. Idempotent; never throws. */
    @Override
    public synchronized void close() {
        isClosed = true;
        subscriptions.forEach(Subscription::close);
    }
}
