package io.vacate.qmp;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.VM;
import io.vacate.api.error.NoDriverException;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataRate;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Starts a guest with QEMU and moves it from one folder to another, by the API alone: its driver is found by the scheme. */
public final class MoveBetweenFolders {
    private MoveBetweenFolders() {}

    /**
     * Runs the example.
     *
     * @param arguments paths of a QEMU of version 10 or newer, of a Linux kernel, and of an initial RAM disk for it
     * @throws IOException if the hosts' folders can be neither made nor removed
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            System.err.println("Arguments: QEMU KERNEL INITIAL-RAM-DISK; examples/run custom-driver knows some");
            System.exit(2);
        }
        try {
            run(arguments[0], arguments[1], arguments[2], System.out);
        } catch (NoDriverException noQemu) {
            System.err.println(noQemu.getMessage());
            System.exit(3);
        }
    }

    static void run(String emulator, String kernel, String initrd, PrintStream out) throws IOException {
        Path folder = Files.createTempDirectory("qmp");
        try (Host alpha = host(folder, "alpha", emulator);
                Host beta = host(folder, "beta", emulator)) {
            move(alpha, beta, definition(kernel, initrd), out);
        } finally {
            remove(folder);
        }
    }

    private static Host host(Path folder, String name, String emulator) throws IOException {
        Path host = Files.createDirectory(folder.resolve(name));
        return Hosts.open("qmp:%s?emulator=%s".formatted(host, emulator));
    }

    private static String definition(String kernel, String initrd) throws JsonProcessingException {
        return Json.MAPPER.writeValueAsString(Map.of(
                "name",
                "web",
                "memory_bytes",
                128L << 20,
                "kernel",
                Map.of("file", kernel, "initrd", initrd, "command_line", "quiet fill=32 wss=16 dirty=4"),
                "arguments",
                List.of("-serial", "null")));
    }

    private static void move(Host alpha, Host beta, String definition, PrintStream out) {
        VM vm = alpha.defineNative(definition);
        vm.start();
        out.printf("%s is %s on %s%n", vm.name(), vm.status(), alpha.info().name());

        MigrationRequest request = MigrationRequest.builder()
                .bandwidth(DataRate.ofMebibytesPerSecond(20))
                .downtime(Duration.ofMillis(200))
                .build();
        MigrationOutcome outcome = watch(vm.migrateTo(beta, request), out);
        out.println(outcome);

        if (outcome instanceof MigrationOutcome.Completed) {
            vm = beta.vm("web");
        }
        out.printf("%s is %s on %s%n", vm.name(), vm.status(), vm.host().info().name());
        vm.destroy();
        vm.undefine();
    }

    private static MigrationOutcome watch(MigrationJob job, PrintStream out) {
        CompletableFuture<MigrationOutcome> end = job.completion().toCompletableFuture();
        while (true) {
            try {
                return end.get(500, TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                out.println(job.progress());
            } catch (InterruptedException | ExecutionException failed) {
                throw new IllegalStateException("The migration could not be watched", failed);
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
