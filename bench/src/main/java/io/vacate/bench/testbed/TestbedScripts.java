package io.vacate.bench.testbed;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The commands of a testbed that is up. They say what they do on standard error.
 *
 * @param directory where they are
 */
record TestbedScripts(Path directory) {
    void start(String host, String guest, GuestKind kind) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("guest", host, guest));
        arguments.addAll(kind.options());
        run(arguments.toArray(String[]::new));
    }

    void remove(String guest) throws IOException, InterruptedException {
        run("remove", guest);
    }

    /** Fails unless the guest is well, its memory verified. */
    void check(String guest) throws IOException, InterruptedException {
        run("check", guest);
    }

    void limit(String host, Link link) throws IOException, InterruptedException {
        run("link", host, link.rate());
    }

    /** Deletes the disk images, if there are any, of guests that have left the host: a migration back would not overwrite them. */
    void deleteDisks(String host) throws IOException {
        String state =
                Optional.ofNullable(System.getenv("VACATE_TESTBED_STATE")).orElse("/run/vacate-testbed");
        Path images = Path.of(state, "hosts", host, "lib", "images");
        if (!Files.isDirectory(images)) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(images, "guest-*")) {
            for (Path image : left) {
                Files.delete(image);
            }
        }
    }

    private void run(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(words));
        command.set(0, directory.resolve(words[0]).toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().transferTo(System.err);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("'%s' failed".formatted(String.join(" ", command)));
        }
    }
}
