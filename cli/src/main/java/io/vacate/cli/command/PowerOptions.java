package io.vacate.cli.command;

import io.vacate.orchestrator.EvacuationRequest;
import io.vacate.orchestrator.execute.HostPower;
import io.vacate.orchestrator.execute.NoHostPowerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the commands that switch hosts on and off: commands that do so. */
final class PowerOptions {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
    private static final long MOST_MINUTES = 10;

    @Option(
            names = "--boot-command",
            paramLabel = "COMMAND",
            description =
                    "Switches a host on, where the plan has that: {host} stands for its name. Run without a shell;"
                            + " words with spaces are quoted. VMs go there once it answers.")
    @Nullable
    String boot;

    @Option(
            names = "--shutdown-command",
            paramLabel = "COMMAND",
            description = "Switches a host off, where the plan has that, once it has been asked and is empty.")
    @Nullable
    String shutdown;

    void apply(EvacuationRequest.Builder request) {
        List<String> on = words("--boot-command", boot);
        List<String> off = words("--shutdown-command", shutdown);
        request.power(new Commanded(on, off));
    }

    private static List<String> words(String option, @Nullable String command) {
        if (command == null) {
            return List.of();
        }
        List<String> words = WORD.matcher(command)
                .results()
                .map(word ->
                        word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group())
                .toList();
        if (words.stream().noneMatch(word -> word.contains("{host}"))) {
            throw new IllegalArgumentException(
                    "%s ('%s') must have {host} in it, which stands for the host's name".formatted(option, command));
        }
        return words;
    }

    /** Runs commands of the user's. */
    private record Commanded(List<String> on, List<String> off) implements HostPower {
        @Override
        public boolean canBoot() {
            return !on.isEmpty();
        }

        @Override
        public boolean canShutDown() {
            return !off.isEmpty();
        }

        @Override
        public void boot(String host) {
            if (!canBoot()) {
                throw new NoHostPowerException("boot", host);
            }
            run(on, host);
        }

        @Override
        public void shutDown(String host) {
            if (!canShutDown()) {
                throw new NoHostPowerException("shut down", host);
            }
            run(off, host);
        }

        private static void run(List<String> words, String host) {
            List<String> command =
                    words.stream().map(word -> word.replace("{host}", host)).toList();
            String line = String.join(" ", command);
            try {
                // A file, as one who waits for the end of a pipe cannot give up.
                Path said = Files.createTempFile("vacate-", ".out");
                try {
                    Process process = new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(said.toFile())
                            .start();
                    process.getOutputStream().close();
                    if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
                        process.destroy();
                        throw new IllegalStateException(
                                "'%s' did not end within %d minutes".formatted(line, MOST_MINUTES));
                    }
                    if (process.exitValue() != 0) {
                        throw new IllegalStateException("'%s' ended with %d: %s"
                                .formatted(
                                        line,
                                        process.exitValue(),
                                        Failures.oneLine(
                                                new String(Files.readAllBytes(said), StandardCharsets.UTF_8))));
                    }
                } finally {
                    Files.deleteIfExists(said);
                }
            } catch (IOException failure) {
                throw new IllegalStateException(
                        "'%s' cannot be run: %s".formatted(line, failure.getMessage()), failure);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("'%s' was interrupted".formatted(line), stopped);
            }
        }
    }
}
