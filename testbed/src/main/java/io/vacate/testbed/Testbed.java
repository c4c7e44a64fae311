package io.vacate.testbed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The testbed that runs, in the hands of a test. Calls run the commands of the {@code testbed} folder and block until
 * they end; guests are emulated, so seconds are usual. Safe for use by several threads.
 */
public final class Testbed {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private final Scripts scripts;
    private final Guests guests;

    Testbed(Scripts scripts) {
        this.scripts = scripts;
        this.guests = new Guests(scripts, TestbedSession.Kind.KVM);
    }

    /**
     * Asks all hosts how they are.
     *
     * @return the hosts in the order of their numbers
     * @throws TestbedException if the testbed does not answer
     */
    public List<TestbedHost> hosts() {
        return Answers.hosts(scripts.run(TIMEOUT, "status", "--json").orThrow().out());
    }

    /**
     * Starts a guest and waits until its memory is filled and its heartbeats arrive. It is removed after the last test
     * of the class.
     *
     * @param host the name of the host, such as {@code h1}
     * @param spec what the guest shall be like
     * @throws TestbedException if it did not get ready, or its name is taken; nothing is left of it
     */
    public void guest(String host, GuestSpec spec) {
        List<String> words =
                new ArrayList<>(List.of("--disk", Integer.toString(spec.disk().mib())));
        switch (spec.disk().kind()) {
            case LOCAL -> {}
            case LAYERED -> words.addAll(List.of("--disk-format", "qcow2"));
            case SHARED -> words.add("--disk-shared");
        }
        words.addAll(List.of("--vcpus", Integer.toString(spec.machine().vcpus())));
        if (spec.machine().hasBalloon()) {
            words.add("--balloon");
        }
        if (spec.machine().isOnHugePages()) {
            words.add("--huge-pages");
        }
        if (spec.machine().reboots()) {
            words.add("--reboots");
        }
        guests.start(host, spec, words);
    }

    /**
     * Has a guest verify all pages that it wrote, and looks where it is. A guest that is not well is a result, no
     * exception.
     *
     * @param guest its name
     * @return how it is
     * @throws TestbedException if no such guest was started by the testbed
     */
    public CheckResult check(String guest) {
        return guests.check(guest);
    }

    /**
     * Destroys and undefines a guest wherever it is; does nothing if there is none.
     *
     * @param guest its name
     * @throws TestbedException if it could not be removed, as when a host's libvirtd does not answer
     */
    public void removeGuest(String guest) {
        guests.remove(guest);
    }

    /**
     * Runs {@code virsh} on a host.
     *
     * @param host the name of the host
     * @param arguments the words after {@code virsh}
     * @return what it printed
     * @throws TestbedException if it ended with an error, which the message has
     */
    public String virsh(String host, String... arguments) {
        return guests.virsh(host, arguments);
    }

    /**
     * Listens on a host's link to what migrations send, until so much was heard or the time is over.
     *
     * @param host the name of the host
     * @param bytes how much to hear
     * @param atMost how long to listen, in whole seconds
     * @return what was heard
     */
    public Eavesdropping eavesdrop(String host, long bytes, Duration atMost) {
        String seconds = Long.toString(atMost.toSeconds());
        return Answers.eavesdropping(scripts.run(TIMEOUT, "eavesdrop", host, Long.toString(bytes), seconds)
                .orThrow()
                .out());
    }

    /**
     * Unplugs the link of a host. Its guests run on, unseen.
     *
     * @param host the name of the host
     */
    public void unplug(String host) {
        link(host, "down");
    }

    /**
     * Plugs the link of a host in again.
     *
     * @param host the name of the host
     */
    public void plugIn(String host) {
        link(host, "up");
    }

    /**
     * Tells what the links of a host have carried, of a testbed with {@link RealTestbed#migrationNetwork}.
     *
     * @param host the name of the host
     * @return the counters as they are now
     */
    public Traffic traffic(String host) {
        return Answers.traffic(scripts.run(TIMEOUT, "traffic", host).orThrow().out());
    }

    /**
     * Limits the link of a host in both directions, until the next test class.
     *
     * @param host the name of the host
     * @param rate the rate as {@code tc} writes it, such as {@code 500mbit}; {@code none} for no limit
     */
    public void limitRate(String host, String rate) {
        link(host, rate);
    }

    /**
     * Kills the libvirtd of a host with SIGKILL. Its guests run on.
     *
     * @param host the name of the host
     */
    public void killLibvirtd(String host) {
        scripts.run(TIMEOUT, "libvirtd", host, "kill").orThrow();
    }

    /**
     * Starts the libvirtd of a host unless it runs, and waits until it answers.
     *
     * @param host the name of the host
     */
    public void startLibvirtd(String host) {
        scripts.run(TIMEOUT, "libvirtd", host, "start").orThrow();
    }

    /**
     * Leaves a host no memory for guests of 2 GiB or more that start or arrive there, until {@link #feed} or a restart of
     * its libvirtd.
     *
     * @param host the name of the host
     */
    public void starve(String host) {
        scripts.run(TIMEOUT, "libvirtd", host, "starve").orThrow();
    }

    /**
     * Ends {@link #starve}.
     *
     * @param host the name of the host
     */
    public void feed(String host) {
        scripts.run(TIMEOUT, "libvirtd", host, "feed").orThrow();
    }

    /**
     * Kills the QEMU process of a guest on a host with SIGKILL. While a guest migrates it has one on each side.
     *
     * @param host the name of the host
     * @param guest the name of the guest
     * @throws TestbedException if it has none there
     */
    public void killQemu(String host, String guest) {
        qemu(host, guest, "kill");
    }

    /**
     * Flips a bit in a page that a guest filled, in the QEMU process that it has on a host, behind its back: as a migration
     * does that loses a page. While a guest migrates it has a process on each side.
     *
     * @param host the name of the host
     * @param guest the name of the guest
     * @throws TestbedException if it has no process there, or no filled page is in that yet
     */
    public void damageMemory(String host, String guest) {
        qemu(host, guest, "damage");
    }

    /**
     * Overwrites four pages of a guest's raw disk, far apart, behind its back. It may have rewritten one of them by the time it
     * looks.
     *
     * @param host the name of the host that has the disk
     * @param guest the name of the guest
     * @throws TestbedException if it has no raw disk of its own there
     */
    public void damageDisk(String host, String guest) {
        qemu(host, guest, "damage-disk");
    }

    /**
     * Starts a QEMU process with the UUID of a guest, of which no libvirtd knows and in which nothing runs. It ends with
     * {@link #killQemu} or when the guest is removed.
     *
     * @param host the name of the host on which it shall be
     * @param guest the name of the guest
     */
    public void startTwin(String host, String guest) {
        qemu(host, guest, "twin");
    }

    /**
     * Counts the QEMU processes of a guest on a host, those that its libvirtd has forgotten included.
     *
     * @param host the name of the host
     * @param guest the name of the guest
     * @return how many there are
     */
    public int countQemus(String host, String guest) {
        return Integer.parseInt(qemu(host, guest, "count").strip());
    }

    /**
     * Returns the client library of libvirt 11, for tests that load it in place of the machine's own; it is fetched the first
     * time.
     *
     * @return the path of its {@code libvirt.so.0}
     */
    public Path libvirt11Library() {
        return Path.of(
                scripts.run(TIMEOUT, "images", "libvirt-11").orThrow().out().strip());
    }

    /**
     * Returns the process id of a guest's QEMU on a host.
     *
     * @param host the name of the host
     * @param guest the name of the guest
     * @return its id on this machine
     * @throws TestbedException if it has none there, or several
     */
    public long qemuProcess(String host, String guest) {
        List<String> ids = qemu(host, guest, "pids").strip().lines().toList();
        if (ids.size() != 1) {
            throw new TestbedException("guest '%s' has %d QEMU processes on %s".formatted(guest, ids.size(), host));
        }
        return Long.parseLong(ids.get(0));
    }

    /** Removes the guests that were started through this object. */
    void removeGuests() {
        guests.removeAll();
    }

    private String qemu(String host, String guest, String order) {
        return scripts.run(TIMEOUT, "qemu", host, guest, order).orThrow().out();
    }

    private void link(String host, String state) {
        scripts.run(TIMEOUT, "link", host, state).orThrow();
    }
}
