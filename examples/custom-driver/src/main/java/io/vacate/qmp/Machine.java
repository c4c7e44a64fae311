package io.vacate.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.NativeError;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.HostUri;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A VM's QEMU, as one session or one migration reaches it. It connects when it is first asked. Safe for use by several
 * threads.
 */
final class Machine implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LAUNCH_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration QUIT_TIMEOUT = Duration.ofSeconds(10);

    private final HostUri host;
    private final VmFolder folder;
    private final Consumer<JsonNode> events;
    private final Runnable onEnd;
    private @Nullable Monitor monitor;

    /**
     * Connects nothing yet.
     *
     * @param events called for each QMP event while connected; must not block
     * @param onEnd called when a connection has ended; must not block
     */
    Machine(HostUri host, VmFolder folder, Consumer<JsonNode> events, Runnable onEnd) {
        this.host = host;
        this.folder = folder;
        this.events = events;
        this.onEnd = onEnd;
    }

    HostUri host() {
        return host;
    }

    VmFolder folder() {
        return folder;
    }

    boolean isAlive() {
        return folder.isAlive();
    }

    /**
     * Executes a QMP command.
     *
     * @throws OperationFailedException if QEMU refuses it; nothing has changed
     * @throws VmStateException if the VM has ended
     * @throws HostUnreachableException if its QEMU lives and does not answer; it may have been done
     */
    JsonNode ask(String command, Map<String, ?> arguments) {
        try {
            return monitor().execute(command, arguments);
        } catch (Monitor.RefusedException refused) {
            throw new OperationFailedException(
                    "QEMU refused '%s' for VM %s on %s: %s; it was left as it is"
                            .formatted(command, folder.id(), host, refused.getMessage()),
                    // QMP has names where others have numbers.
                    new NativeError(0, "QMP " + refused.kind(), String.valueOf(refused.getMessage())));
        } catch (Monitor.LostException lost) {
            // A process that is ending closes its sockets first.
            if (Waiting.until(() -> !isAlive(), Duration.ofSeconds(1))) {
                throw new VmStateException("VM %s on %s has ended".formatted(folder.id(), host));
            }
            throw new HostUnreachableException(
                    host, "the QEMU of VM %s does not answer: %s".formatted(folder.id(), lost.getMessage()));
        }
    }

    JsonNode ask(String command) {
        return ask(command, Map.of());
    }

    /** Returns QEMU's run state, such as {@code "running"}; empty if there is no process. */
    Optional<String> runState() {
        if (!isAlive()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ask("query-status").path("status").asText());
        } catch (VmStateException ended) {
            return Optional.empty();
        }
    }

    /** Tells whether QEMU is sending the VM to another one. */
    boolean isSending() {
        if (!isAlive()) {
            return false;
        }
        try {
            return Handover.SENDING.contains(ask("query-migrate").path("status").asText("none"));
        } catch (VmStateException ended) {
            return false;
        }
    }

    /** Connects, so that events come in. */
    void watch() {
        if (isAlive()) {
            ask("query-status");
        }
    }

    /** Starts the VM's QEMU, which is a daemon of its own when this returns. */
    void launch(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.log().toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(LAUNCH_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                end();
                throw new OperationFailedException("QEMU of VM %s on %s did not start within %s; it was ended"
                        .formatted(folder.id(), host, LAUNCH_TIMEOUT));
            }
            if (process.exitValue() != 0) {
                String said = folder.logText();
                throw new OperationFailedException(
                        "QEMU of VM %s on %s did not start: %s; the VM is off".formatted(folder.id(), host, said),
                        new NativeError(process.exitValue(), "QEMU", said));
            }
        } catch (IOException failed) {
            throw new OperationFailedException("%s could not be run: %s; VM %s is off"
                    .formatted(command.get(0), failed.getMessage(), folder.id()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new OperationFailedException(
                    "Interrupted while VM %s on %s was starting; it may run".formatted(folder.id(), host));
        }
    }

    /**
     * Ends the VM's QEMU, if it lives.
     *
     * @throws OperationFailedException if it cannot be ended; it lives
     */
    void end() {
        Optional<ProcessHandle> process = folder.process();
        if (process.isEmpty()) {
            return;
        }
        try {
            ask("quit");
        } catch (OperationFailedException | VmStateException | HostUnreachableException unwilling) {
            process.get().destroyForcibly();
        }
        if (!Waiting.until(() -> !isAlive(), QUIT_TIMEOUT)) {
            process.get().destroyForcibly();
            if (!Waiting.until(() -> !isAlive(), QUIT_TIMEOUT)) {
                throw new OperationFailedException("The QEMU of VM %s on %s, process %d, cannot be ended; it lives"
                        .formatted(folder.id(), host, process.get().pid()));
            }
        }
    }

    private synchronized Monitor monitor() {
        Monitor current = monitor;
        if (current == null || current.isEnded()) {
            current = connect();
            monitor = current;
        }
        return current;
    }

    /** QEMU has each socket for one client, and makes them a moment after its process begins to exist. */
    private Monitor connect() {
        Monitor.LostException lost = new Monitor.LostException("all its QMP sockets are in use, or it has just ended");
        long end = System.nanoTime() + CONNECT_TIMEOUT.toNanos();
        while (System.nanoTime() < end && isAlive()) {
            for (int slot = 0; slot < VmFolder.SLOTS; slot++) {
                Optional<Claim> claim = Claim.take(folder.socketLock(slot));
                if (claim.isPresent()) {
                    try {
                        return connect(folder.socket(slot), claim.get());
                    } catch (Monitor.LostException notYet) {
                        claim.get().close();
                        lost = notYet;
                        break;
                    }
                }
            }
            Waiting.until(() -> !isAlive(), Duration.ofMillis(50));
        }
        throw lost;
    }

    private Monitor connect(Path socket, Claim claim) {
        return Monitor.connect(socket, CONNECT_TIMEOUT, events, () -> {
            claim.close();
            onEnd.run();
        });
    }

    /** Ends the connection; the VM goes on. */
    @Override
    public synchronized void close() {
        if (monitor != null) {
            monitor.close();
        }
    }
}
