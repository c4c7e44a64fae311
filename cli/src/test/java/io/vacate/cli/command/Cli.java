package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vacate.cli.terminal.Console;
import io.vacate.cli.terminal.Interrupts;
import io.vacate.cli.terminal.OutputQueue;
import io.vacate.cli.terminal.QueuedStream;
import io.vacate.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs commands in this process, with streams that are kept and signals that tests send. */
final class Cli {
    /** Standard error also tells what is written to it, line by line. */
    private static final class Watched extends ByteArrayOutputStream {
        private final List<Consumer<String>> watchers = new CopyOnWriteArrayList<>();

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            new String(bytes, offset, length, StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> watchers.forEach(watcher -> watcher.accept(line)));
        }
    }

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Watched err = new Watched();
    private QueuedStream outStream = queue().results(out);
    private QueuedStream errStream = queue().messages(err);
    private final List<Consumer<Interrupts.Signal>> handlers = new CopyOnWriteArrayList<>();
    private final Path state;
    final List<Integer> halts = new CopyOnWriteArrayList<>();

    Cli(Path state) {
        this.state = state;
    }

    int run(String... arguments) {
        out.reset();
        err.reset();
        Console console = new Console(
                outStream,
                errStream,
                Terminal.NONE,
                Map.of("XDG_STATE_HOME", state.toString(), "XDG_CONFIG_HOME", state.toString()),
                handlers::add,
                halts::add);
        return Commands.run(console, arguments);
    }

    /** Runs words and more options. */
    int run(List<String> words, String... options) {
        return run(Stream.concat(words.stream(), Stream.of(options)).toArray(String[]::new));
    }

    /**
     * Runs a line that is wrong: wrong usage, said in one line.
     *
     * @param line words with spaces between; what {@code named} names is replaced
     */
    void assertWrongUsage(String line, Map<String, ?> named, String said) {
        List<String> words = Stream.of(line.strip().split(" +"))
                .map(word -> {
                    Object meant = named.get(word);
                    return meant == null ? word : meant.toString();
                })
                .toList();

        assertThat(run(words)).as(line).isEqualTo(2);

        assertThat(err().lines())
                .singleElement()
                .asString()
                .startsWith("vacate: ")
                .contains(said);
    }

    /** Sends a signal each time that a line on standard error contains {@code text}. */
    void interruptAt(String text, Interrupts.Signal signal) {
        at(text, () -> interrupt(signal));
    }

    /** Sends a signal, on a thread of its own as the JVM does. */
    void interrupt(Interrupts.Signal signal) {
        Thread thread = new Thread(() -> handlers.forEach(handler -> handler.accept(signal)), "signal " + signal);
        thread.setDaemon(true);
        thread.start();
    }

    /** Standard output goes there from now on, and may block. */
    void outTo(OutputStream sink) {
        outStream = new OutputQueue(() -> Terminal.NONE).results(sink);
    }

    /** Standard error goes there from now on, and may block. */
    void errTo(OutputStream sink) {
        errStream = new OutputQueue(() -> Terminal.NONE).messages(sink);
    }

    /** What is printed is written at once, on the thread that prints: a test that waits for a line is not late. */
    private static OutputQueue queue() {
        return new OutputQueue(() -> Terminal.NONE, Runnable::run);
    }

    /** Does something each time that a line on standard error contains {@code text}. */
    void at(String text, Runnable action) {
        err.watchers.add(line -> {
            if (line.contains(text)) {
                action.run();
            }
        });
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Returns standard output as the one JSON document that it must be. */
    JsonNode json() {
        try {
            return new ObjectMapper()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(out());
        } catch (JsonProcessingException notJson) {
            throw new AssertionError("not one JSON document: " + out(), notJson);
        }
    }

    Path calibrationFile() {
        return state.resolve("vacate").resolve("calibration.json");
    }
}
