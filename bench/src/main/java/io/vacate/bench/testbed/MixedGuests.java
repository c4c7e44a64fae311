package io.vacate.bench.testbed;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Eight real guests on the first of three hosts with limited links, four idle and four that write. They end with it. */
final class MixedGuests implements AutoCloseable {
    private static final List<GuestKind> KINDS = List.of(
            GuestKind.idle(128),
            GuestKind.idle(256),
            GuestKind.busy(128, 8),
            GuestKind.busy(256, 20),
            GuestKind.idle(128),
            GuestKind.idle(256),
            GuestKind.busy(256, 8),
            GuestKind.busy(128, 20));

    private final TestbedScripts scripts;
    private final List<Host> hosts = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    private MixedGuests(TestbedScripts scripts) {
        this.scripts = scripts;
    }

    /**
     * Opens the hosts and starts the guests.
     *
     * @param testbed the directory with the commands of a testbed that is up
     * @param uris h1, h2 and h3
     */
    static MixedGuests start(Path testbed, List<String> uris) throws IOException, InterruptedException {
        MixedGuests guests = new MixedGuests(new TestbedScripts(testbed));
        try {
            guests.start(uris);
        } catch (IOException | InterruptedException | RuntimeException failure) {
            try {
                guests.close();
            } catch (IOException | RuntimeException another) {
                failure.addSuppressed(another);
            }
            throw failure;
        }
        return guests;
    }

    private void start(List<String> uris) throws IOException, InterruptedException {
        for (String uri : uris) {
            hosts.add(Hosts.open(uri));
            scripts.limit("h" + hosts.size(), Link.LIMITED);
        }
        for (GuestKind kind : KINDS) {
            String name = "%d-%s".formatted(names.size() + 1, kind.label());
            names.add(name);
            scripts.start("h1", name, kind);
        }
    }

    /** Returns the host on which they start. */
    Host home() {
        return hosts.get(0);
    }

    List<Host> others() {
        return hosts.subList(1, hosts.size());
    }

    List<String> names() {
        return List.copyOf(names);
    }

    /** Fails unless all guests are well, their memory verified. */
    void check() throws IOException, InterruptedException {
        for (String name : names) {
            scripts.check(name);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        try {
            for (String name : names) {
                scripts.remove(name);
            }
        } finally {
            hosts.forEach(Host::close);
        }
    }
}
