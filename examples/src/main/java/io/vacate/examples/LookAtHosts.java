package io.vacate.examples;

import io.vacate.api.Host;
import io.vacate.api.HostRegistry;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.host.HostUri;
import io.vacate.api.vm.VmStats;
import java.io.PrintStream;
import java.util.List;

/** Opens hosts, whatever their hypervisors, and prints what they are and what runs there. */
public final class LookAtHosts {
    private LookAtHosts() {}

    /**
     * Runs the example.
     *
     * @param arguments host URIs such as {@code kvm+tls://node7/system}; simulated hosts if there are none
     */
    public static void main(String[] arguments) {
        List<String> uris = arguments.length > 0 ? List.of(arguments) : List.of("sim:demo#alpha", "sim:demo#beta");
        look(uris, System.out);
    }

    static void look(List<String> uris, PrintStream out) {
        // The registry closes every host that it has opened, and refuses to open one twice.
        try (HostRegistry hosts = new HostRegistry()) {
            for (String uri : uris) {
                try {
                    print(hosts.open(HostUri.parse(uri)), out);
                } catch (HostUnreachableException unreachable) {
                    out.println(unreachable.getMessage());
                }
            }
        }
    }

    private static void print(Host host, PrintStream out) {
        out.printf(
                "%s: %s, %d CPUs, %s of %s free%n",
                host.info().name(),
                host.info().hypervisor(),
                host.info().cpu().threads(),
                host.memory().free(),
                host.memory().total());
        // One call for all VMs, however many there are.
        for (VmStats vm : host.statistics()) {
            out.printf("  %-10s %-20s %s%n", vm.summary().name(), vm.summary().status(), vm.memory());
        }
    }
}
