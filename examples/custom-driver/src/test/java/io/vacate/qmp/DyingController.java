package io.vacate.qmp;

import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.spi.SessionOptions;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.VmId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A program of its own that starts a migration and is killed on the way. */
final class DyingController {
    private DyingController() {}

    /** Starts to migrate at 16 MiB/s, says so, and waits for its end. */
    public static void main(String[] arguments) {
        QmpDriver driver = new QmpDriver();
        DriverSession source = driver.open(HostUri.parse(arguments[0]), SessionOptions.DEFAULT);
        DriverSession destination = driver.open(HostUri.parse(arguments[1]), SessionOptions.DEFAULT);
        MigrationJob job = source.migrate(
                VmId.parse(arguments[2]),
                destination,
                MigrationRequest.builder()
                        .bandwidth(DataRate.ofMebibytesPerSecond(16))
                        .build());
        Waiting.until(() -> job.state() == MigrationState.COPYING, Duration.ofSeconds(60));
        System.out.println(job.state());
        Waiting.until(() -> false, Duration.ofMinutes(10));
    }

    /** Runs it, kills it once memory moves, and returns what it said last. */
    static String runAndKill(HostUri source, HostUri destination, VmId vm) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DyingController.class.getName(),
                        source.toString(),
                        destination.toString(),
                        vm.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = process.inputReader()) {
            return String.valueOf(said.readLine());
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }
}
