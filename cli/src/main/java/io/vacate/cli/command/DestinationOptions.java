package io.vacate.cli.command;

import io.vacate.api.migration.MigrationRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a VM is to be at its destination. */
final class DestinationOptions {
    @Option(names = "--rename", paramLabel = "NAME", description = "Give the VM another name at its destination.")
    @Nullable
    String rename;

    @Option(
            names = "--definition",
            paramLabel = "FILE",
            description =
                    "Give the VM another definition at its destination, in the hypervisor's own form, such as domain"
                            + " XML. It must be the same VM, with the same devices.")
    @Nullable
    Path definition;

    @Option(names = "--arrive-paused", description = "Leave the VM paused at its destination, until it is resumed.")
    boolean arrivePaused;

    void apply(MigrationRequest.Builder request) {
        if (rename != null) {
            if (rename.isBlank()) {
                throw new IllegalArgumentException("--rename must not be blank");
            }
            request.destinationName(rename);
        }
        if (arrivePaused) {
            request.arrivePaused();
        }
        if (definition != null) {
            request.destinationDefinition(read(definition));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "--definition (%s) cannot be read: %s".formatted(file, unreadable), unreadable);
        }
    }
}
