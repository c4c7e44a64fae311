package io.vacate.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.CopyOnWriteArrayList;

/** A process with QEMU's pid file, and a QMP server that says what a test wants: no guest, no time. */
final class FakeQemu implements AutoCloseable {
    private final VmFolder folder;
    private final Process process;
    private final ServerSocketChannel server;
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private volatile String runState;
    private volatile String migration;

    FakeQemu(VmFolder folder, String runState, String migration) {
        this.folder = folder;
        this.runState = runState;
        this.migration = migration;
        try {
            folder.make();
            // It waits for input that never comes; its last word is what a QEMU is known by.
            process = new ProcessBuilder(
                            "sh", "-c", "read never", folder.pidFile().toString())
                    .start();
            Files.writeString(folder.pidFile(), Long.toString(process.pid()));
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(folder.socket(0)));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread thread = new Thread(this::serve, "fake-qemu");
        thread.setDaemon(true);
        thread.start();
        assertAlive();
    }

    private void assertAlive() {
        if (!Waiting.until(folder::isAlive, java.time.Duration.ofSeconds(10))) {
            throw new AssertionError("the fake QEMU of %s does not live".formatted(folder));
        }
    }

    /** Returns the commands that change something, in their order. */
    List<String> commands() {
        return List.copyOf(commands);
    }

    String runState() {
        return runState;
    }

    private void serve() {
        try {
            while (true) {
                try (SocketChannel client = server.accept()) {
                    serve(client);
                }
            }
        } catch (IOException closed) {
            // The end of the test.
        }
    }

    private void serve(SocketChannel client) throws IOException {
        send(client, Map.of("QMP", Map.of()));
        Scanner lines = new Scanner(client, StandardCharsets.UTF_8);
        while (lines.hasNextLine()) {
            JsonNode command = Json.MAPPER.readTree(lines.nextLine());
            String name = command.path("execute").asText();
            Object answer = answer(name);
            long id = command.path("id").asLong();
            send(client, Map.of("event", "TICK"));
            send(
                    client,
                    answer == null
                            ? Map.of("error", Map.of("class", "GenericError", "desc", "no such command"), "id", id)
                            : Map.of("return", answer, "id", id));
            if (name.equals("quit")) {
                process.destroyForcibly();
                return;
            }
        }
    }

    private Object answer(String command) {
        if (!command.startsWith("q")) {
            commands.add(command);
        }
        return switch (command) {
            case "qmp_capabilities" -> Map.of();
            case "query-status" -> Map.of("status", runState);
            case "query-migrate" -> Map.of("status", migration);
            case "cont" -> {
                runState = "running";
                yield Map.of();
            }
            case "stop" -> {
                runState = "paused";
                yield Map.of();
            }
            case "quit" -> {
                commands.add(command);
                yield Map.of();
            }
            default -> null;
        };
    }

    private static void send(SocketChannel client, Object message) throws IOException {
        client.write(
                ByteBuffer.wrap((Json.MAPPER.writeValueAsString(message) + "\r\n").getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            server.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
