package io.vacate.orchestrator.execute;

import io.vacate.api.Host;
import io.vacate.api.host.HostMemory;
import io.vacate.api.host.HostUri;
import io.vacate.api.preflight.Check;
import io.vacate.api.unit.DataSize;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hosts to which a VM could go instead, and the memory that each of them said it has. Immutable and thread-safe.
 *
 * @param memory those that answered
 * @param headroom share of a host's memory that is to stay free
 * @param overcommits whether promises to VMs may exceed what a host has
 */
record OtherDestinations(Map<Host, HostMemory> memory, double headroom, boolean overcommits) {
    private static final Logger LOG = LoggerFactory.getLogger(OtherDestinations.class);

    /** Asks all destinations of a move's driver but those that were unfit for it; blocks until they have answered. */
    static OtherDestinations ask(VmMove move, Collection<Host> destinations, Set<HostUri> unfit, double headroom) {
        Map<Host, HostMemory> memory = new LinkedHashMap<>();
        for (Host host : destinations) {
            boolean isOther = !host.uri().equals(move.source().uri()) && !unfit.contains(host.uri());
            if (isOther && host.uri().driver().equals(move.source().uri().driver())) {
                try {
                    memory.put(host, host.memory());
                } catch (RuntimeException unanswered) {
                    LOG.debug("{} does not tell its free memory", host, unanswered);
                }
            }
        }
        return new OtherDestinations(memory, headroom, move.request().forced().contains(Check.OVERCOMMIT));
    }

    /**
     * Returns the host with most memory left that has room for a VM; empty if none has.
     *
     * @param needed memory that the VM takes
     * @param promised memory of a host that is promised to VMs which have not arrived there yet
     */
    Optional<Host> withRoomFor(DataSize needed, Function<HostUri, DataSize> promised) {
        Function<Host, DataSize> left = host -> left(host, promised.apply(host.uri()));
        return memory.keySet().stream()
                .filter(host -> left.apply(host).compareTo(needed) >= 0)
                .max(Comparator.comparing(left));
    }

    private DataSize left(Host host, DataSize promised) {
        HostMemory known = memory.getOrDefault(host, new HostMemory(DataSize.ZERO, DataSize.ZERO));
        DataSize reserve = DataSize.ofBytes((long) (known.total().bytes() * headroom));
        return known.room(overcommits).minusOrZero(reserve).minusOrZero(promised);
    }
}
