package io.vacate.kvm;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.host.HostUri;
import java.io.IOException;

/** A program that looks into the buffers of two hosts, over and over, until it is killed. */
final class LookingChild {
    static final String LOOKING = "looking";

    private LookingChild() {}

    static Process start(HostUri one, HostUri other) throws IOException {
        return ChildJvm.builder(LookingChild.class, one.toString(), other.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static void main(String[] hosts) {
        try (Host one = Hosts.open(hosts[0]);
                Host other = Hosts.open(hosts[1])) {
            one.suspendedVms();
            System.out.println(LOOKING);
            while (true) {
                one.suspendedVms();
                other.suspendedVms();
            }
        }
    }
}
