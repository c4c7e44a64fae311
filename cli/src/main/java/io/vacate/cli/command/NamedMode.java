package io.vacate.cli.command;

import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationMode.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A mode by the name that it has in a list.
 *
 * @param name its name, such as {@code post-copy}
 * @param mode what it is
 */
record NamedMode(String name, MigrationMode mode) {
    private static final List<NamedMode> ALL = List.of(
            new NamedMode("pre-copy", new MigrationMode.PreCopy()),
            new NamedMode("post-copy", new MigrationMode.PostCopy(new Trigger.AfterIterations(1))),
            new NamedMode("post-copy-now", new MigrationMode.PostCopy(new Trigger.Immediately())),
            new NamedMode("stop-and-copy", new MigrationMode.StopAndCopy()),
            new NamedMode("suspend-copy-resume-disk", new MigrationMode.SuspendCopyResume(Buffer.DISK)),
            new NamedMode("suspend-copy-resume-memory", new MigrationMode.SuspendCopyResume(Buffer.MEMORY)));

    /**
     * Reads names with commas between them, or {@code all}.
     *
     * @param option the option whose value this is
     * @throws IllegalArgumentException if there is none, or one is unknown or comes twice; the message names the option
     */
    static List<NamedMode> list(String option, String text) {
        if (text.strip().equalsIgnoreCase("all")) {
            return ALL;
        }
        List<NamedMode> modes = new ArrayList<>();
        for (String name : text.toLowerCase(Locale.ROOT).split(",", -1)) {
            NamedMode mode = find(option, name.strip());
            if (modes.contains(mode)) {
                throw new IllegalArgumentException("%s ('%s') has %s twice".formatted(option, text, mode.name));
            }
            modes.add(mode);
        }
        return modes;
    }

    private static NamedMode find(String option, String name) {
        return ALL.stream()
                .filter(mode -> mode.name.equals(name) || mode.name.equals(name + "-disk"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("%s: there is no mode '%s'; there are %s"
                        .formatted(
                                option,
                                name,
                                String.join(
                                        ", ", ALL.stream().map(NamedMode::name).toList()))));
    }
}
