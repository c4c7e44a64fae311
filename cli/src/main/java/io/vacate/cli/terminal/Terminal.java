package io.vacate.cli.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the command writes to.
 *
 * @param isOutputTerminal whether standard output is seen by a person
 * @param isErrorTerminal whether standard error is
 * @param hasColor whether colours are wanted
 * @param width columns, at least 20
 * @param height lines, at least 5
 */
public record Terminal(boolean isOutputTerminal, boolean isErrorTerminal, boolean hasColor, int width, int height) {
    /** Neither stream is a terminal: files, pipes and tests. */
    public static final Terminal NONE = new Terminal(false, false, false, 80, 24);

    private static final Pattern STTY_SIZE = Pattern.compile("(\\d+) (\\d+)\\s*");
    private static final long STTY_MILLIS = 500;

    /** Bounds the size. */
    public Terminal {
        width = Math.max(20, width);
        height = Math.max(5, height);
    }

    /** Finds out what the process writes to. Asks {@code stty} for the size only if there is a terminal. */
    public static Terminal detect(Map<String, String> environment) {
        boolean canDraw = !"dumb".equals(environment.getOrDefault("TERM", "dumb"));
        boolean isOutput = canDraw && isTerminal(1);
        boolean isError = canDraw && isTerminal(2);
        if (!isOutput && !isError) {
            return NONE;
        }
        boolean hasColor = environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(isOutput, isError, hasColor, 0, 0).measured(environment);
    }

    /** Returns this terminal with the size that its window has now, unless the environment says which to assume. */
    Terminal measured(Map<String, String> environment) {
        int[] stty = sttySize();
        int columns = positive(environment.get("COLUMNS")).orElse(stty[1]);
        int lines = positive(environment.get("LINES")).orElse(stty[0]);
        return new Terminal(isOutputTerminal, isErrorTerminal, hasColor, columns, lines);
    }

    /** Returns this terminal without colours. */
    public Terminal withoutColor() {
        return new Terminal(isOutputTerminal, isErrorTerminal, false, width, height);
    }

    /** Java knows of all of its streams together at most; Linux knows of each. Elsewhere lines are the safe choice. */
    static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException | SecurityException notLinux) {
            return false;
        }
    }

    private static int[] sttySize() {
        int[] usual = {24, 80};
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(Path.of("/dev/tty").toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(STTY_MILLIS, TimeUnit.MILLISECONDS)) {
                stty.destroy();
                return usual;
            }
            Matcher size =
                    STTY_SIZE.matcher(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
            return size.matches() && !size.group(2).equals("0")
                    ? new int[] {Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2))}
                    : usual;
        } catch (IOException | NumberFormatException noTerminal) {
            return usual;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return usual;
        }
    }

    private static OptionalInt positive(@Nullable String text) {
        try {
            int value = text == null ? 0 : Integer.parseInt(text.strip());
            return value > 0 ? OptionalInt.of(value) : OptionalInt.empty();
        } catch (NumberFormatException notNumber) {
            return OptionalInt.empty();
        }
    }
}
