package io.vacate.xen;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.vm.VmId;
import java.io.IOException;
import java.nio.file.Path;

/** A program that migrates a VM, to be killed by a test. */
final class Client {
    private Client() {}

    static Process start(HostUri source, HostUri destination, VmId vm) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Client.class.getName(),
                        source.toString(),
                        destination.toString(),
                        vm.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static void main(String[] words) {
        Host source = Hosts.open(words[0]);
        Host destination = Hosts.open(words[1]);
        source.vm(words[2])
                .migrateTo(destination, MigrationRequest.live())
                .completion()
                .toCompletableFuture()
                .join();
    }
}
