package io.vacate.orchestrator.network;

import io.vacate.api.Host;
import io.vacate.api.host.HostId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The names by which the model knows hosts: the host's own name, which calibrations keep across runs; with the start of
 * its UUID where two hosts have one name. Immutable and thread-safe.
 */
public final class HostNames {
    private final Map<HostId, String> names;

    private HostNames(Map<HostId, String> names) {
        this.names = names;
    }

    /** Returns the names of these hosts. */
    public static HostNames of(Collection<Host> hosts) {
        Map<String, Long> uses =
                hosts.stream().collect(Collectors.groupingBy(host -> host.info().name(), Collectors.counting()));
        Map<HostId, String> names = new LinkedHashMap<>();
        hosts.forEach(host -> names.put(host.info().id(), unique(host, uses)));
        return new HostNames(names);
    }

    /** Returns names that a plan has for hosts. */
    public static HostNames of(Map<String, Host> hosts) {
        Map<HostId, String> names = new LinkedHashMap<>();
        hosts.forEach((name, host) -> names.put(host.info().id(), name));
        return new HostNames(names);
    }

    private static String unique(Host host, Map<String, Long> uses) {
        String name = host.info().name();
        boolean clear = !name.isBlank() && uses.getOrDefault(name, 0L) == 1;
        return clear ? name : name + "#" + host.info().id().toString().substring(0, 8);
    }

    /**
     * Returns a host's name.
     *
     * @throws IllegalArgumentException if the host is not one of those given
     */
    public String of(Host host) {
        String name = names.get(host.info().id());
        if (name == null) {
            throw new IllegalArgumentException("%s is not a host of this evacuation".formatted(host.uri()));
        }
        return name;
    }

    /** Returns all names, in the order in which the hosts were given. */
    public List<String> all() {
        return List.copyOf(names.values());
    }
}
