package io.vacate.qmp;

import io.vacate.api.error.NoDriverException;
import io.vacate.api.host.HostUri;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The QEMU that a host starts its VMs with.
 *
 * @param program its path
 * @param version such as {@code "10.0.2"}
 */
record Emulator(Path program, String version) {
    private static final String NAME = "qemu-system-x86_64";

    /** QEMU 7.2 corrupts the memory of emulated guests that migrate, and reports success; 10 was tested. */
    private static final int OLDEST_MAJOR = 10;

    private static final Pattern VERSION = Pattern.compile("QEMU emulator version (\\d+)[.\\d]*");

    /** @throws NoDriverException if there is no QEMU, or it is too old */
    static Emulator find(HostUri uri, QmpAddress address) {
        Path program = address.emulator()
                .or(Emulator::onPath)
                .filter(Files::isExecutable)
                .orElseThrow(() -> unusable(
                        uri,
                        address.emulator()
                                .map(path -> path + " is no program")
                                .orElse("there is no " + NAME + " in the PATH")));
        Matcher version = VERSION.matcher(versionText(uri, program));
        if (!version.find()) {
            throw unusable(uri, program + " does not say that it is QEMU");
        }
        String number = version.group().substring(version.group().lastIndexOf(' ') + 1);
        if (Integer.parseInt(version.group(1)) < OLDEST_MAJOR) {
            throw unusable(
                    uri,
                    "%s is QEMU %s; %d or newer is needed, as older ones can corrupt guests that migrate"
                            .formatted(program, number, OLDEST_MAJOR));
        }
        return new Emulator(program, number);
    }

    /** Tells whether VMs of the other cannot be taken over by this one. */
    boolean isOlderThan(Emulator other) {
        return Version.parse(version).compareTo(Version.parse(other.version)) < 0;
    }

    private static Optional<Path> onPath() {
        return Arrays.stream(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, NAME))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String versionText(HostUri uri, Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "--version")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return text;
        } catch (IOException failed) {
            throw unusable(uri, "%s does not start: %s".formatted(program, failed.getMessage()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unusable(uri, "interrupted while asking %s for its version".formatted(program));
        }
    }

    private static NoDriverException unusable(HostUri uri, String why) {
        return new NoDriverException(
                uri.driver(), "%s: %s; install QEMU, or name one with ?emulator=/path/to/%s".formatted(uri, why, NAME));
    }
}
