package io.vacate.testbed;

import java.time.Duration;
import java.util.List;

/**
 * The Xen nodes that run, in the hands of a test. Calls run the commands of the {@code testbed} folder and block until
 * they end; nodes and guests are emulated, so seconds are usual. Safe for use by several threads.
 */
public final class XenTestbed {
    /** Longer than the commands wait themselves. */
    private static final Duration TIMEOUT = Duration.ofMinutes(8);

    private final Scripts scripts;
    private final Guests guests;

    XenTestbed(Scripts scripts) {
        this.scripts = scripts;
        this.guests = new Guests(scripts, TestbedSession.Kind.XEN);
    }

    /**
     * Asks all nodes how they are.
     *
     * @return the nodes in the order of their numbers
     * @throws TestbedException if the testbed does not answer
     */
    public List<XenNode> nodes() {
        return Answers.nodes(status());
    }

    /**
     * Tells whether guests can migrate live: whether the hypervisor with shadow paging could be built, which takes the
     * source package of Debian's.
     *
     * @return false if this is Debian's own hypervisor, on which guests can be saved, restored and moved while paused only
     */
    public boolean canMigrateLive() {
        return Answers.canMigrateLive(status());
    }

    /**
     * Starts a guest and waits until its memory is filled and its heartbeats arrive. It is removed after the last test
     * of the class.
     *
     * @param node the name of the node, such as {@code x1}
     * @param spec what the guest shall be like, without a disk; of its memory it can fill about fifteen sixteenths less
     *     56 MiB
     * @throws IllegalArgumentException if it shall have a disk
     * @throws TestbedException if it did not get ready, or its name is taken; nothing is left of it
     */
    public void guest(String node, GuestSpec spec) {
        if (spec.disk().mib() > 0) {
            throw new IllegalArgumentException("disk (%d MiB): guests of Xen nodes have none"
                    .formatted(spec.disk().mib()));
        }
        guests.start(node, spec, List.of());
    }

    /**
     * Has a guest verify all pages that it wrote, and looks where it is. A guest that is not well is a result, no
     * exception.
     *
     * @param guest its name
     * @return how it is; its gaps between heartbeats are exact to some 200 ms only
     * @throws TestbedException if no such guest was started by the testbed
     */
    public CheckResult check(String guest) {
        return guests.check(guest);
    }

    /**
     * Destroys and undefines a guest wherever it is; does nothing if there is none.
     *
     * @param guest its name
     * @throws TestbedException if it could not be removed, as when a node does not answer
     */
    public void removeGuest(String guest) {
        guests.remove(guest);
    }

    /**
     * Runs {@code virsh} on a node.
     *
     * @param node the name of the node
     * @param arguments the words after {@code virsh}
     * @return what it printed
     * @throws TestbedException if it ended with an error, which the message has
     */
    public String virsh(String node, String... arguments) {
        return guests.virsh(node, arguments);
    }

    /**
     * Ends a node as a power cut would. Its guests are gone.
     *
     * @param node the name of the node
     */
    public void killNode(String node) {
        order(node, "kill");
    }

    /**
     * Starts a node that was killed, with no guest on it, and waits until its libvirt answers. Does nothing to one that
     * runs.
     *
     * @param node the name of the node
     */
    public void startNode(String node) {
        order(node, "start");
    }

    /**
     * Kills the libvirtd of a node with SIGKILL. Its guests run on.
     *
     * @param node the name of the node
     */
    public void killLibvirtd(String node) {
        order(node, "libvirtd-kill");
    }

    /**
     * Starts the libvirtd of a node unless it runs, and waits until it answers.
     *
     * @param node the name of the node
     */
    public void startLibvirtd(String node) {
        order(node, "libvirtd-start");
    }

    /**
     * Destroys what is left in a node's hypervisor of guests that were arriving when its libvirtd was killed: they have
     * never run, and the libvirtd that runs now does not know them.
     *
     * @param node the name of the node
     */
    public void reap(String node) {
        order(node, "reap");
    }

    /**
     * Cuts the links of a node to the other nodes. This machine still reaches it.
     *
     * @param node the name of the node
     */
    public void unplug(String node) {
        order(node, "unplug");
    }

    /**
     * Joins the links of a node to the other nodes again.
     *
     * @param node the name of the node
     */
    public void plugIn(String node) {
        order(node, "plug");
    }

    /**
     * Runs a shell script in the dom0 of a node.
     *
     * @param node the name of the node
     * @param script what to run
     * @return what it printed
     * @throws TestbedException if it ended with an error
     */
    public String run(String node, String script) {
        return scripts.run(TIMEOUT, "xen-node", node, "run", script).orThrow().out();
    }

    /**
     * Takes almost all memory of a node's hypervisor, until {@link #feed}: no guest can start or arrive there.
     *
     * @param node the name of the node
     */
    public void starve(String node) {
        order(node, "starve");
    }

    /**
     * Ends {@link #starve}; does nothing to a node that has its memory.
     *
     * @param node the name of the node
     */
    public void feed(String node) {
        order(node, "feed");
    }

    /**
     * Counts the domains of a guest in a node's hypervisor: one that libvirt has forgotten counts, and one that is
     * arriving, which libvirt does not show yet.
     *
     * @param node the name of the node
     * @param guest the name of the guest
     * @return how many there are
     * @throws TestbedException if the node, or its hypervisor, does not answer
     */
    public int countDomains(String node, String guest) {
        return Integer.parseInt(scripts.run(TIMEOUT, "xen-node", node, "count", guest)
                .orThrow()
                .out()
                .strip());
    }

    /** Removes the guests that were started through this object. */
    void removeGuests() {
        guests.removeAll();
    }

    private void order(String node, String command) {
        scripts.run(TIMEOUT, "xen-node", node, command).orThrow();
    }

    private String status() {
        return scripts.run(TIMEOUT, "xen-status", "--json").orThrow().out();
    }
}
