package io.vacate.qmp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One connection to a QMP socket: commands out, replies and events in, each a line of JSON. Safe for use by several
 * threads; a daemon thread reads.
 */
final class Monitor implements AutoCloseable {
    /** QEMU answers while it emulates at full load, but not at once. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    private final Path socket;
    private final SocketChannel channel;
    private final Consumer<JsonNode> events;
    private final Runnable onEnd;
    private final CompletableFuture<JsonNode> greeting = new CompletableFuture<>();
    private final Map<Long, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();
    private volatile boolean ended;

    /** QEMU refused a command; nothing has changed. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String kind;

        RefusedException(JsonNode error) {
            super(error.path("desc").asText("no reason given"));
            kind = error.path("class").asText("GenericError");
        }

        /** Returns QMP's class of the error, such as {@code "GenericError"}. */
        String kind() {
            return kind;
        }
    }

    /** The connection ended, or no answer came in time: what was asked may have been done. */
    static final class LostException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LostException(String message) {
            super(message);
        }
    }

    private Monitor(Path socket, SocketChannel channel, Consumer<JsonNode> events, Runnable onEnd) {
        this.socket = socket;
        this.channel = channel;
        this.events = events;
        this.onEnd = onEnd;
    }

    /**
     * Connects and leaves QMP's negotiation behind.
     *
     * @param events called on the reading thread for each event; must not block
     * @param onEnd called once on the reading thread when the connection has ended
     * @throws LostException if nobody listens there, or no greeting comes in time
     */
    static Monitor connect(Path socket, Duration timeout, Consumer<JsonNode> events, Runnable onEnd) {
        Monitor monitor;
        try {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
            } catch (IOException refused) {
                channel.close();
                throw refused;
            }
            monitor = new Monitor(socket, channel, events, onEnd);
        } catch (IOException refused) {
            throw new LostException("nobody listens on %s: %s".formatted(socket, refused.getMessage()));
        }
        Thread reader = new Thread(monitor::read, "vacate-qmp-reader");
        reader.setDaemon(true);
        reader.start();
        try {
            monitor.await(monitor.greeting, timeout);
            monitor.execute("qmp_capabilities", Map.of());
            return monitor;
        } catch (RuntimeException failed) {
            monitor.close();
            throw failed;
        }
    }

    /**
     * Executes a command and waits for its answer.
     *
     * @throws RefusedException if QEMU answers with an error
     * @throws LostException if the connection ends, or no answer comes within 30 s
     */
    JsonNode execute(String command, Map<String, ?> arguments) {
        long id = lastId.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        try {
            write(Map.of("execute", command, "arguments", arguments, "id", id));
            JsonNode reply = await(answer, ANSWER_TIMEOUT);
            if (reply.has("error")) {
                throw new RefusedException(reply.get("error"));
            }
            return reply.path("return");
        } finally {
            waiting.remove(id);
        }
    }

    boolean isEnded() {
        return ended;
    }

    private synchronized void write(Map<String, ?> command) {
        try {
            byte[] line = (Json.MAPPER.writeValueAsString(command) + "\n").getBytes(StandardCharsets.UTF_8);
            // Not by Channels.newOutputStream: before JDK 19 its writers wait for a reader that waits for input.
            for (ByteBuffer bytes = ByteBuffer.wrap(line); bytes.hasRemaining(); ) {
                channel.write(bytes);
            }
        } catch (IOException failed) {
            throw new LostException("%s is gone: %s".formatted(socket, failed.getMessage()));
        }
    }

    private JsonNode await(CompletableFuture<JsonNode> answer, Duration timeout) {
        // The last answer may have come before the end.
        if (ended && !answer.isDone()) {
            throw new LostException(socket + " is closed");
        }
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException lost) {
            throw new LostException(socket + " was closed by the other side");
        } catch (TimeoutException silent) {
            throw new LostException("%s gave no answer within %s".formatted(socket, timeout));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LostException("interrupted while waiting for " + socket);
        }
    }

    private void read() {
        ByteBuffer bytes = ByteBuffer.allocate(8192);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            while (channel.read(bytes.clear()) >= 0) {
                for (bytes.flip(); bytes.hasRemaining(); ) {
                    byte next = bytes.get();
                    line.write(next);
                    if (next == '\n') {
                        take(Json.MAPPER.readTree(line.toString(StandardCharsets.UTF_8)));
                        line.reset();
                    }
                }
            }
        } catch (IOException closed) {
            // The end, like an orderly one.
        } finally {
            ended = true;
            LostException lost = new LostException(socket + " has ended");
            greeting.completeExceptionally(lost);
            waiting.values().forEach(answer -> answer.completeExceptionally(lost));
            onEnd.run();
        }
    }

    private void take(JsonNode message) throws JsonProcessingException {
        if (message.has("QMP")) {
            greeting.complete(message);
        } else if (message.has("event")) {
            events.accept(message);
        } else {
            CompletableFuture<JsonNode> answer = waiting.get(message.path("id").asLong());
            if (answer != null) {
                answer.complete(message);
            }
        }
    }

    /** Ends the connection; QEMU runs on. Idempotent. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException ignored) {
            // It is of no use any more either way.
        }
    }
}
