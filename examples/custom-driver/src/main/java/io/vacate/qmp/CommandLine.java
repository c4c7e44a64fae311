package io.vacate.qmp;

import io.vacate.api.vm.DiskConfig;
import io.vacate.api.vm.NicConfig;
import java.util.ArrayList;
import java.util.List;

/** Collects QEMU's arguments for a VM. Both ends of a migration must have the same devices: one place makes them. */
final class CommandLine {
    private final List<String> words = new ArrayList<>();

    private CommandLine() {}

    static List<String> toStart(Emulator emulator, VmDefinition vm, VmFolder folder) {
        return of(emulator, vm, folder).words;
    }

    /** The VM waits for its memory, and does not run by itself even when all of it is there. */
    static List<String> toReceive(Emulator emulator, VmDefinition vm, VmFolder folder) {
        return of(emulator, vm, folder).add("-S", "-incoming", "defer").words;
    }

    private static CommandLine of(Emulator emulator, VmDefinition vm, VmFolder folder) {
        CommandLine line = new CommandLine();
        line.add(emulator.program().toString(), "-nodefaults", "-no-user-config", "-display", "none");
        line.add("-daemonize", "-pidfile", folder.pidFile().toString());
        for (int slot = 0; slot < VmFolder.SLOTS; slot++) {
            line.add("-qmp", "unix:%s,server=on,wait=off".formatted(escaped(folder.socket(slot))));
        }
        line.add("-name", "guest=" + escaped(vm.name()), "-uuid", vm.id().toString());
        line.add("-machine", "pc", "-accel", vm.accelerator().equals("tcg") ? "tcg,tb-size=64" : vm.accelerator());
        line.add("-cpu", "qemu64", "-m", vm.memoryBytes() + "B", "-smp", Integer.toString(vm.vcpus()));
        VmDefinition.Kernel kernel = vm.kernel();
        if (kernel != null) {
            line.add("-kernel", kernel.file(), "-append", kernel.commandLine());
            if (!kernel.initrd().isEmpty()) {
                line.add("-initrd", kernel.initrd());
            }
        }
        vm.disks().forEach(line::disk);
        vm.nics().forEach(line::nic);
        line.words.addAll(vm.arguments());
        return line;
    }

    private void disk(DiskConfig disk) {
        String format = disk.format().isEmpty() ? "" : ",format=" + escaped(disk.format());
        add(
                "-drive",
                "if=virtio,file=%s%s,readonly=%s"
                        .formatted(escaped(disk.source()), format, disk.readOnly() ? "on" : "off"));
    }

    private void nic(NicConfig nic) {
        String model = nic.model().isEmpty() ? "virtio-net-pci" : nic.model();
        String mac = nic.macAddress().isEmpty() ? "" : ",mac=" + nic.macAddress();
        add("-nic", "user,model=%s%s".formatted(escaped(model), mac));
    }

    private CommandLine add(String... more) {
        words.addAll(List.of(more));
        return this;
    }

    /** In QEMU's lists of options a comma within a value is written twice. */
    private static String escaped(Object value) {
        return value.toString().replace(",", ",,");
    }
}
