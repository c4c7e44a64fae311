package io.vacate.kvm;

import io.vacate.testbed.Testbed;
import io.vacate.testbed.TestbedHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What somebody who looks into a host's folders might leave there. */
final class HostTraces {
    private HostTraces() {}

    /** Returns a host's storage pools, and all directories in which its libvirt keeps things, with their permissions. */
    static List<String> of(Testbed testbed, TestbedHost host) {
        List<String> found = new ArrayList<>();
        found.add("pools of %s: %s".formatted(host.name(), testbed.virsh(host.name(), "pool-list", "--all", "--name")));
        try {
            for (String top : List.of("/var/lib/libvirt", "/dev/shm", "/run/libvirt/storage")) {
                Path seen = Path.of("/proc/%d/root%s"
                        .formatted(OneSuspendedGuest.libvirtd(host).pid(), top));
                found.addAll(directories(seen));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return found;
    }

    private static List<String> directories(Path top) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> all = Files.exists(top) ? Files.walk(top) : Stream.empty()) {
            for (Path path : all.filter(Files::isDirectory).sorted().toList()) {
                found.add("%s %s".formatted(path, PosixFilePermissions.toString(Files.getPosixFilePermissions(path))));
            }
        }
        return found;
    }
}
