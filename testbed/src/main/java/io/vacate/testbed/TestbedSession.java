package io.vacate.testbed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/** A testbed over a whole JUnit session: up when first needed, down at the end. */
final class TestbedSession implements AutoCloseable {
    /** The first time, packages are fetched and installed, and for Xen a hypervisor is built. */
    private static final Duration UP_TIMEOUT = Duration.ofMinutes(15);

    private static final Duration DOWN_TIMEOUT = Duration.ofMinutes(3);

    private final Optional<Scripts> scripts;
    private final Kind kind;
    private boolean ours;
    private Optional<String> obstacle = Optional.empty();

    TestbedSession(Optional<Path> folder, Kind kind) {
        this.scripts = folder.map(Scripts::new);
        this.kind = kind;
    }

    static TestbedSession ofThisMachine(Kind kind) {
        return new TestbedSession(folderOfThisMachine(), kind);
    }

    /** The testbeds there are: how the names of their commands begin, and what their status calls a host. */
    enum Kind {
        /** libvirt/QEMU hosts. */
        KVM("", "hosts"),
        /** Xen nodes. */
        XEN("xen-", "nodes");

        private final String prefix;
        private final String hosts;

        Kind(String prefix, String hosts) {
            this.prefix = prefix;
            this.hosts = hosts;
        }

        /** Returns the name of this testbed's variant of a command, such as {@code xen-check} of {@code check}. */
        String command(String name) {
            return prefix + name;
        }
    }

    private static Optional<Path> folderOfThisMachine() {
        return Scripts.find(
                Optional.ofNullable(System.getProperty("vacate.testbed.dir")).map(Path::of), Path.of(""));
    }

    /**
     * Runs the command that fetches what guests are made of, and returns what it prints.
     *
     * @throws CannotRunException if it cannot be had on this machine
     * @throws TestbedException if it could, but the command failed
     */
    static String images() throws CannotRunException {
        Scripts commands = new Scripts(folderOfThisMachine().orElseThrow(TestbedSession::noTestbed));
        Scripts.Result images = commands.run(UP_TIMEOUT, "images");
        if (images.exitCode() == Scripts.CANNOT_RUN) {
            throw new CannotRunException(images.err().strip());
        }
        return images.orThrow().out();
    }

    private static CannotRunException noTestbed() {
        return new CannotRunException(
                "no testbed: set the system property vacate.testbed.dir to the folder of testbed/up");
    }

    /** Tells whether tests must fail where no testbed can run. */
    static boolean isRequired() {
        String name = "VACATE_REQUIRE_TESTBED";
        return Boolean.parseBoolean(
                Optional.ofNullable(System.getProperty(name)).orElseGet(() -> System.getenv(name)));
    }

    /** Returns what ends a test that cannot run here: as aborted, or as failed where tests must run. */
    static RuntimeException refusal(CannotRunException why) {
        return isRequired()
                ? new TestbedException("VACATE_REQUIRE_TESTBED is set, but: " + why.getMessage(), why)
                : new TestAbortedException(why.getMessage(), why);
    }

    /**
     * Brings the testbed up as asked for, or heals it, and returns its commands.
     *
     * @throws CannotRunException if no testbed can run on this machine
     * @throws TestbedException if it could run, but failed
     */
    synchronized Scripts require(String... wishes) throws CannotRunException {
        Scripts commands = scripts.orElseThrow(TestbedSession::noTestbed);
        if (obstacle.isPresent()) {
            throw new CannotRunException(obstacle.get());
        }
        if (!ours) {
            ours = isDown(commands);
        }
        Scripts.Result up = commands.run(UP_TIMEOUT, kind.command("up"), wishes);
        if (up.exitCode() == Scripts.CANNOT_RUN) {
            obstacle = Optional.of(up.err().strip());
            throw new CannotRunException(up.err().strip());
        }
        up.orThrow();
        return commands;
    }

    private boolean isDown(Scripts commands) {
        // One that cannot be asked may be another's, and must not be taken down at the end.
        return Answers.isEmpty(
                commands.run(DOWN_TIMEOUT, kind.command("status"), "--json")
                        .orThrow()
                        .out(),
                kind.hosts);
    }

    @Override
    public synchronized void close() {
        if (ours && obstacle.isEmpty()) {
            scripts.ifPresent(
                    commands -> commands.run(DOWN_TIMEOUT, kind.command("down")).orThrow());
            ours = false;
        }
    }

    /** No testbed can run on this machine; the message names what is missing. */
    static final class CannotRunException extends Exception {
        private static final long serialVersionUID = 1L;

        CannotRunException(String message) {
            super(message);
        }
    }
}
