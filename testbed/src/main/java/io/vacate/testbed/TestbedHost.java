package io.vacate.testbed;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * A host of the testbed, as it was when asked for.
 *
 * @param name its name, such as {@code h1}
 * @param uri its address as Vacate takes it, such as {@code kvm+tcp://10.77.0.1/system}
 * @param socket the Unix socket of its libvirtd
 * @param reachable whether its libvirtd answered; if not, {@code guests} is empty
 * @param guests the names of the guests that ran or were paused there
 */
public record TestbedHost(String name, URI uri, Path socket, boolean reachable, List<String> guests) {
    /** Copies {@code guests}. */
    public TestbedHost {
        guests = List.copyOf(guests);
    }

    /**
     * Returns the address by which libvirt itself, and thus {@code virsh}, reaches this host.
     *
     * @return the URI, such as {@code qemu+tcp://10.77.0.1/system}
     */
    public URI libvirtUri() {
        return URI.create("qemu" + uri.toString().substring("kvm".length()));
    }
}
