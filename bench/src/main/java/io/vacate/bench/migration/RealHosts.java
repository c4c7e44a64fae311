package io.vacate.bench.migration;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Option;

/** Two real hosts between which guests go to and fro, and the command that says whether a guest is well. */
final class RealHosts {
    @Option(
            names = "--from",
            required = true,
            description = "the host with the guests, as Vacate takes it: kvm+tcp://…")
    private String from = "";

    @Option(names = "--to", required = true, description = "the other host")
    private String to = "";

    @Option(
            names = "--check",
            required = true,
            description = "the command that takes a guest's name and fails if it is not well")
    private String check = "";

    List<String> uris() {
        return List.of(from, to);
    }

    List<Host> open() {
        return List.of(Hosts.open(from), Hosts.open(to));
    }

    /** Returns the address by which libvirt itself reaches a host. */
    static String libvirtUri(String uri) {
        return uri.replaceFirst("^kvm", "qemu");
    }

    /** Migrates live with what users get by default: preflight, monitoring, asking where the VM is. */
    static void migrate(String guest, Host source, Host destination) {
        MigrationOutcome outcome = source.vm(guest)
                .migrateTo(destination, MigrationRequest.live())
                .completion()
                .toCompletableFuture()
                .join();
        if (!(outcome instanceof MigrationOutcome.Completed)) {
            throw new IllegalStateException("'%s' did not arrive: %s".formatted(guest, outcome));
        }
    }

    /** Tells whether the guest is well, its memory verified. */
    boolean isWell(String guest) throws IOException, InterruptedException {
        return run(check, guest) == 0;
    }

    /** Runs a command, its output with ours on standard error. */
    static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().transferTo(System.err);
        return process.waitFor();
    }
}
