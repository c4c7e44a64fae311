package io.vacate.testbed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The testbed over a whole JUnit session: up when first needed, down at the end. */
final class TestbedSession implements AutoCloseable {
    /** The first time, packages are fetched and installed. */
    private static final Duration UP_TIMEOUT = Duration.ofMinutes(15);

    private static final Duration DOWN_TIMEOUT = Duration.ofMinutes(3);

    private final Optional<Scripts> scripts;
    private boolean ours;
    private Optional<String> obstacle = Optional.empty();

    TestbedSession(Optional<Path> folder) {
        this.scripts = folder.map(Scripts::new);
    }

    static TestbedSession ofThisMachine() {
        return new TestbedSession(Scripts.find(
                Optional.ofNullable(System.getProperty("vacate.testbed.dir")).map(Path::of), Path.of("")));
    }

    /** Tells whether tests must fail where no testbed can run. */
    static boolean isRequired() {
        String name = "VACATE_REQUIRE_TESTBED";
        return Boolean.parseBoolean(
                Optional.ofNullable(System.getProperty(name)).orElseGet(() -> System.getenv(name)));
    }

    /**
     * Brings the testbed up as asked for, or heals it.
     *
     * @throws CannotRunException if no testbed can run on this machine
     * @throws TestbedException if it could run, but failed
     */
    synchronized Testbed require(int hosts, String rate) throws CannotRunException {
        Scripts commands = scripts.orElseThrow(() -> new CannotRunException(
                "no testbed: set the system property vacate.testbed.dir to the folder of testbed/up"));
        if (obstacle.isPresent()) {
            throw new CannotRunException(obstacle.get());
        }
        if (!ours) {
            ours = isDown(commands);
        }
        Scripts.Result up = commands.run(UP_TIMEOUT, "up", Integer.toString(hosts), "--rate", rate);
        if (up.exitCode() == Scripts.CANNOT_RUN) {
            obstacle = Optional.of(up.err().strip());
            throw new CannotRunException(up.err().strip());
        }
        up.orThrow();
        return new Testbed(commands);
    }

    private static boolean isDown(Scripts commands) {
        Scripts.Result status = commands.run(DOWN_TIMEOUT, "status", "--json");
        return status.exitCode() != 0 || Answers.hosts(status.out()).isEmpty();
    }

    @Override
    public synchronized void close() {
        if (ours && obstacle.isEmpty()) {
            scripts.ifPresent(commands -> commands.run(DOWN_TIMEOUT, "down").orThrow());
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
