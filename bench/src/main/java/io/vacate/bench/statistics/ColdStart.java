package io.vacate.bench.statistics;

import io.vacate.api.Host;
import io.vacate.api.Hosts;

/** One question in a JVM that has just started: prints the milliseconds from {@code main} until the session is closed. */
final class ColdStart {
    private ColdStart() {}

    public static void main(String[] arguments) throws Exception {
        double millis = Timed.millisOf(() -> ask(arguments[0]));
        System.out.println(millis);
    }

    /** Opens the host, asks for all statistics, closes it; returns the number of VMs. */
    static int ask(String uri) {
        try (Host host = Hosts.open(uri)) {
            return host.statistics().size();
        }
    }
}
