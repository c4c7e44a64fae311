package io.vacate.testbed;

import java.net.URI;
import java.util.List;

/**
 * A Xen node of the testbed, as it was when asked for.
 *
 * @param name its name, such as {@code x1}
 * @param uri its address as Vacate and {@code virsh} take it on this machine, such as
 *     {@code xen+tcp://127.0.0.1:21001/system}
 * @param peerUri its address as the other nodes take it, which a p2p migration to it needs, such as
 *     {@code xen+tcp://10.77.0.2/system}
 * @param reachable whether its libvirtd answered; if not, {@code guests} and {@code inactive} are empty
 * @param guests the names of the guests that ran or were paused there
 * @param inactive the names of the guests that are defined there and did not run
 */
public record XenNode(
        String name, URI uri, URI peerUri, boolean reachable, List<String> guests, List<String> inactive) {
    /** Copies {@code guests} and {@code inactive}. */
    public XenNode {
        guests = List.copyOf(guests);
        inactive = List.copyOf(inactive);
    }
}
