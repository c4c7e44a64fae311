package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.documents.ProfileDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/cli.md has every command and every option. */
class CommandPageTest {
    private static final Path PAGE = Path.of("..", "docs", "cli.md");
    private static final Pattern OPTION = Pattern.compile("(?m)^ {2,}(?:-\\w, )?(--[a-z-]+)");
    private static final Pattern COMMAND = Pattern.compile("(?m)^  ([a-z]+) {2,}\\S");

    private static String help(String... command) {
        Cli cli = new Cli(Path.of("unused"));
        cli.run(Stream.concat(Stream.of(command), Stream.of("--help")).toArray(String[]::new));
        return cli.out();
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1)).toList();
    }

    static List<String> commands() {
        String help = help();
        return found(COMMAND, help.substring(help.indexOf("Commands:")));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandAndItsOptions_areOnThePage(String command) throws IOException {
        String page = Files.readString(PAGE);

        assertThat(page).contains("## `vacate " + command);
        List<String> options = found(OPTION, help(command));
        assertThat(options).contains("--json");
        assertThat(options)
                .allSatisfy(option -> assertThat(page).containsPattern("`(?:-\\w`, `)?" + option + "[ =`\\[]"));
    }

    @Test
    void commandsAreFound() {
        assertThat(commands()).contains("demo", "estimate", "calibrate", "evacuate", "recover");
    }

    /** What the page shows as a profile is one. */
    @Test
    void profileOnThePage_canBeRead(@TempDir Path directory) throws IOException {
        Matcher json = Pattern.compile("(?s)```json\\n(.*?)```").matcher(Files.readString(PAGE));

        assertThat(json.find()).isTrue();
        assertThat(ProfileDocument.parse(json.group(1)).vms()).hasSize(2);
        Path file = Files.writeString(directory.resolve("rack.json"), json.group(1));
        Cli cli = new Cli(directory);
        assertThat(cli.run(
                        "estimate", "--profile", file.toString(), "--from", "node1", "--to", "node2", "--group", "k=2"))
                .as(cli.err())
                .isZero();
    }
}
