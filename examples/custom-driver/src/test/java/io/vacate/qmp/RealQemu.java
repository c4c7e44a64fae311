package io.vacate.qmp;

import io.vacate.api.host.HostUri;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.spi.SessionOptions;
import io.vacate.api.vm.VmId;
import io.vacate.testbed.GuestImages;
import io.vacate.testbed.GuestSpec;
import io.vacate.testbed.LocalGuests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Two folders as hosts, a real QEMU, and guests that verify their memory. */
final class RealQemu implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final GuestImages images = GuestImages.require();
    private final LocalGuests guests = new LocalGuests(images);
    private final Map<VmId, Integer> numbers = new ConcurrentHashMap<>();
    private final Path folder;

    RealQemu() {
        try {
            // Short: the paths of sockets must be.
            folder = Files.createTempDirectory("qmp");
            Files.createDirectory(folder.resolve("alpha"));
            Files.createDirectory(folder.resolve("beta"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    HostUri host(String name) {
        return HostUri.parse("qmp:%s?emulator=%s".formatted(folder.resolve(name), images.emulator()));
    }

    Path folder(String host, VmId vm) {
        return folder.resolve(host).resolve(vm.toString());
    }

    DriverSession open(String name) {
        return new QmpDriver().open(host(name), SessionOptions.DEFAULT);
    }

    /** Starts a guest and waits until it has filled its memory. */
    VmId guest(DriverSession host, GuestSpec spec) {
        int number = guests.add();
        VmId vm = host.defineNative(definition(number, spec));
        host.start(vm);
        guests.awaitReady(number, PATIENCE);
        numbers.put(vm, number);
        return vm;
    }

    private String definition(int number, GuestSpec spec) {
        try {
            return Json.MAPPER.writeValueAsString(Map.of(
                    "name", spec.name(),
                    "memory_bytes", (long) spec.memoryMib() << 20,
                    "kernel",
                            Map.of(
                                    "file", images.kernel().toString(),
                                    "initrd", images.initramfs().toString(),
                                    "command_line", LocalGuests.kernelArguments(number, spec)),
                    "accelerator", "tcg",
                    "arguments", List.of("-serial", guests.serialPort(), "-no-reboot")));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Has a guest verify its memory, and returns what is wrong with it. */
    List<String> problems(VmId vm) {
        return guests.verify(numbers.get(vm), PATIENCE).problems();
    }

    /** Ends all QEMU processes in the folders, and removes the folders. */
    @Override
    public void close() {
        guests.close();
        try (Stream<Path> hosts = Files.list(folder)) {
            for (Path host : hosts.toList()) {
                try (Stream<Path> vms = Files.list(host)) {
                    vms.filter(Files::isDirectory).map(VmFolder::new).forEach(RealQemu::remove);
                }
                for (String file : List.of("host-id", "define.lock")) {
                    Files.deleteIfExists(host.resolve(file));
                }
                Files.delete(host);
            }
            Files.delete(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void remove(VmFolder vm) {
        vm.process().ifPresent(ProcessHandle::destroyForcibly);
        Waiting.until(() -> !vm.isAlive(), Duration.ofSeconds(10));
        vm.delete();
    }
}
