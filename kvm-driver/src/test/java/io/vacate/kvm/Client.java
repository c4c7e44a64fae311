package io.vacate.kvm;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.VmId;
import java.io.IOException;
import java.nio.file.Path;

/** A program that migrates a VM, to be killed by a test. */
final class Client {
    /** What it prints once memory travels. */
    static final String COPYING = "copying";

    private Client() {}

    static Process start(HostUri source, HostUri destination, VmId vm, DataRate bandwidth, boolean standsStill)
            throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Client.class.getName(),
                        source.toString(),
                        destination.toString(),
                        vm.toString(),
                        Long.toString(bandwidth.bytesPerSecond()),
                        Boolean.toString(standsStill))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static void main(String[] words) throws InterruptedException {
        Host source = Hosts.open(words[0]);
        Host destination = Hosts.open(words[1]);
        MigrationJob job = source.vm(words[2])
                .migrateTo(
                        destination,
                        MigrationRequest.builder()
                                .mode(
                                        Boolean.parseBoolean(words[4])
                                                ? new MigrationMode.StopAndCopy()
                                                : new MigrationMode.PreCopy())
                                .bandwidth(DataRate.ofBytesPerSecond(Long.parseLong(words[3])))
                                .build());
        TwoKvmHosts.awaitProgress(job, TwoKvmHosts.transferredAtLeast(4));
        System.out.println(COPYING);
        job.completion().toCompletableFuture().join();
    }
}
