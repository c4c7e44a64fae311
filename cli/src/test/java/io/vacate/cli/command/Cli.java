package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vacate.cli.terminal.Console;
import io.vacate.cli.terminal.Interrupts;
import io.vacate.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs commands in this process, with streams that are kept and signals that tests send. */
final class Cli {
    /** Standard error also tells what is written to it, line by line. */
    private static final class Watched extends PrintStream {
        private final List<Consumer<String>> watchers = new CopyOnWriteArrayList<>();

        Watched(ByteArrayOutputStream kept) {
            super(kept, true, StandardCharsets.UTF_8);
        }

        @Override
        public void println(String line) {
            super.println(line);
            watchers.forEach(watcher -> watcher.accept(line));
        }
    }

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Watched errStream = new Watched(err);
    private final List<Consumer<Interrupts.Signal>> handlers = new ArrayList<>();
    private final Path state;
    final List<Integer> halts = new CopyOnWriteArrayList<>();

    Cli(Path state) {
        this.state = state;
    }

    int run(String... arguments) {
        out.reset();
        err.reset();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                errStream,
                Terminal.NONE,
                Map.of("XDG_STATE_HOME", state.toString()),
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
        at(text, () -> handlers.forEach(handler -> handler.accept(signal)));
    }

    /** Does something each time that a line on standard error contains {@code text}. */
    void at(String text, Runnable action) {
        errStream.watchers.add(line -> {
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
