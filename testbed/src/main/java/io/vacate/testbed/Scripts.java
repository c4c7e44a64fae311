package io.vacate.testbed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Runs the testbed's commands; what they say on standard error is shown as it comes. */
final class Scripts {
    /** The exit code by which a command says that no testbed can run on this machine. */
    static final int CANNOT_RUN = 3;

    private final Path folder;

    Scripts(Path folder) {
        this.folder = folder;
    }

    /** How a command ended: its exit code and what it printed. */
    record Result(String command, int exitCode, String out, String err) {
        Result orThrow() {
            if (exitCode != 0) {
                throw new TestbedException("%s ended with exit code %d: %s".formatted(command, exitCode, err.strip()));
            }
            return this;
        }
    }

    /** Finds the folder of the scripts: the one named, else the nearest {@code testbed/up} from {@code start} upwards. */
    static Optional<Path> find(Optional<Path> named, Path start) {
        if (named.isPresent()) {
            return named.filter(Scripts::hasScripts);
        }
        for (Path at = start.toAbsolutePath(); at != null; at = at.getParent()) {
            Path candidate = at.resolve("testbed");
            if (hasScripts(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static boolean hasScripts(Path folder) {
        return Files.isExecutable(folder.resolve("up"));
    }

    /**
     * Runs a command to its end.
     *
     * @throws TestbedException if it could not be started, or did not end in time; then it was killed
     */
    Result run(Duration timeout, String command, String... arguments) {
        String shown = "testbed/" + command + " " + String.join(" ", arguments);
        try {
            // The arguments travel as UTF-8 on standard input: the JVM would spoil them where the locale is not UTF-8.
            ProcessBuilder builder = new ProcessBuilder(
                    "bash",
                    "-c",
                    "mapfile -d '' -t words; exec \"$0\" \"${words[@]}\"",
                    folder.resolve(command).toString());
            ForkedTestbed.name(builder.environment());
            Process process = builder.start();
            CompletableFuture<String> out = inBackground(() -> text(process.getInputStream()));
            CompletableFuture<String> err = inBackground(() -> shownText(process.getErrorStream()));
            try (OutputStream in = process.getOutputStream()) {
                for (String argument : arguments) {
                    in.write((argument + "\0").getBytes(StandardCharsets.UTF_8));
                }
            }
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new TestbedException(shown + " did not end within " + timeout);
            }
            return new Result(shown, process.exitValue(), out.join(), err.join());
        } catch (IOException e) {
            throw new TestbedException(shown + " could not be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException(shown + " was interrupted; it may go on", e);
        }
    }

    private static CompletableFuture<String> inBackground(Supplier<String> reading) {
        CompletableFuture<String> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(reading.get());
                    } catch (UncheckedIOException e) {
                        result.completeExceptionally(e);
                    }
                },
                "testbed-output");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String shownText(InputStream stream) {
        StringBuilder all = new StringBuilder();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.err.println(line);
                all.append(line).append('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toString();
    }
}
