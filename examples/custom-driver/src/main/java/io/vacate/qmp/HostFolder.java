package io.vacate.qmp;

import io.vacate.api.error.AccessDeniedException;
import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.host.CpuInfo;
import io.vacate.api.host.HostId;
import io.vacate.api.host.HostInfo;
import io.vacate.api.host.HostMemory;
import io.vacate.api.host.HostUri;
import io.vacate.api.host.Hypervisor;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A host: a folder with a folder for each VM, named by its UUID, and a file with the host's own.
 *
 * @param uri the address that it was opened with
 * @param path the folder; the same by whichever link it was reached
 * @param id identity
 */
record HostFolder(HostUri uri, Path path, HostId id) {
    private static final Pattern UUID_NAME = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** The system's limit for the path of a socket is 108 bytes, the last of them 0. */
    private static final int LONGEST_PATH = 107 - "/01234567-89ab-cdef-0123-456789abcdef/qmp-0.sock".length();

    static HostFolder open(HostUri uri, QmpAddress address) {
        try {
            Path path = address.folder().toRealPath();
            if (path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
                throw new IllegalArgumentException(
                        "%s: its folder's path is longer than %d bytes, too long for sockets in it"
                                .formatted(uri, LONGEST_PATH));
            }
            if (!Files.isWritable(path)) {
                throw new AccessDeniedException("%s: this user may not write to %s".formatted(uri, path));
            }
            return new HostFolder(uri, path, identity(path));
        } catch (IOException failed) {
            throw new HostUnreachableException(
                    uri, "%s is not a folder that can be used (%s); create it".formatted(address.folder(), failed));
        }
    }

    private static HostId identity(Path path) throws IOException {
        Path file = path.resolve("host-id");
        if (Files.notExists(file)) {
            Path whole = Files.createTempFile(path, ".host-id", "");
            Files.writeString(whole, UUID.randomUUID().toString());
            try {
                // Unlike a move, a link never replaces what someone else has made meanwhile.
                Files.createLink(file, whole);
            } catch (FileAlreadyExistsException someoneElseDid) {
                // Theirs counts.
            } finally {
                Files.delete(whole);
            }
        }
        return new HostId(UUID.fromString(Files.readString(file).strip()));
    }

    /** Returns the folders of all VMs, those on their way included. */
    List<VmFolder> vms() {
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file ->
                            UUID_NAME.matcher(file.getFileName().toString()).matches())
                    .map(VmFolder::new)
                    .toList();
        } catch (IOException gone) {
            throw new HostUnreachableException(uri, "its folder cannot be read: " + gone);
        }
    }

    /** Lets one program at a time define VMs, so that names and identities stay unique. */
    Claim claimDefinitions() {
        return Claim.await(path.resolve("define.lock"), Duration.ofSeconds(10))
                .orElseThrow(() -> new OperationFailedException(
                        "Another program is defining a VM on %s for 10 s; nothing was changed".formatted(uri)));
    }

    /** @throws DuplicateVmException if a VM other than {@code self} has that name, be it on its way here */
    void requireFreeName(String name, VmId self) {
        for (VmFolder vm : vms()) {
            if (!vm.id().equals(self)
                    && vm.known().map(known -> known.name().equals(name)).orElse(false)) {
                throw new DuplicateVmException(
                        "There is a VM '%s' on %s already, %s; nothing was changed".formatted(name, uri, vm.id()));
            }
        }
    }

    /** Returns the folder that a VM has here, or would have. */
    VmFolder vm(VmId vm) {
        return new VmFolder(path.resolve(vm.toString()));
    }

    HostInfo info(Emulator emulator) {
        String model = Proc.value(Path.of("/proc/cpuinfo"), "model name").orElse("");
        CpuInfo cpu = new CpuInfo(
                System.getProperty("os.arch").replace("amd64", "x86_64"),
                model,
                Runtime.getRuntime().availableProcessors(),
                0);
        String name =
                Optional.ofNullable(path.getFileName()).map(Path::toString).orElse("/");
        return new HostInfo(id, name, new Hypervisor("QEMU", emulator.version(), ""), cpu, memory().total());
    }

    /** Returns the machine's memory: all hosts on it share it. */
    HostMemory memory() {
        Path file = Path.of("/proc/meminfo");
        DataSize total = Proc.kibibytes(file, "MemTotal").orElse(DataSize.ZERO);
        return new HostMemory(
                total,
                Proc.kibibytes(file, "MemAvailable").orElse(DataSize.ZERO).min(total));
    }
}
