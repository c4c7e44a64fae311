package io.vacate.sim;

import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.Boot;
import io.vacate.api.vm.DiskConfig;
import io.vacate.api.vm.NicConfig;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;

/** A VM's native definition: the YAML or JSON form that a world's file uses for its VMs. */
final class VmDefinition {
    private VmDefinition() {}

    /**
     * Reads one that stands alone. Its state is ignored: what is defined is off.
     *
     * @throws InvalidDefinitionException if it cannot be read; the message names line, field and value
     */
    static SimVm parse(String text) {
        try {
            SimVm vm = read(FileParser.parse("definition", text));
            return vm;
        } catch (IllegalArgumentException wrong) {
            throw new InvalidDefinitionException(wrong.getMessage() + "; nothing was changed");
        }
    }

    static SimVm read(FileNode node) {
        node.fields(
                "name",
                "id",
                "memory",
                "used",
                "cpus",
                "cpuLoad",
                "dirty",
                "state",
                "persistent",
                "ignoresShutdown",
                "boot",
                "disks",
                "nics");
        SimVm.Builder vm = SimVm.builder(
                node.required("name").text(), node.required("memory").size());
        node.optional("id").ifPresent(id -> vm.id(id.read(VmId::parse)));
        node.optional("used").ifPresent(used -> vm.used(used.size()));
        node.optional("cpus").ifPresent(cpus -> vm.vcpus(cpus.count()));
        node.optional("cpuLoad").ifPresent(load -> load.placed(() -> vm.cpuLoad(load.number())));
        node.optional("dirty").ifPresent(dirty -> vm.dirty(dirty(dirty)));
        node.optional("state").ifPresent(state -> vm.state(state(state)));
        node.optional("persistent").ifPresent(flag -> vm.persistent(flag.flag()));
        node.optional("ignoresShutdown").ifPresent(flag -> vm.ignoresShutdown(flag.flag()));
        node.optional("boot").ifPresent(boot -> vm.boot(boot(boot)));
        node.list("disks").forEach(disk -> vm.disk(disk(disk)));
        node.list("nics").forEach(nic -> vm.nic(nic(nic)));
        return node.placed(vm::build);
    }

    private static VmState state(FileNode node) {
        return node.read(text -> switch (text) {
            case "running" -> VmState.RUNNING;
            case "paused" -> VmState.PAUSED;
            case "off" -> VmState.SHUT_OFF;
            default ->
                throw new IllegalArgumentException("'%s' is unknown; use running, paused or off".formatted(text));
        });
    }

    private static DirtyCurve dirty(FileNode node) {
        node.fields("rate", "workingSet", "curve");
        if (node.optional("curve").isEmpty()) {
            return DirtyCurve.of(
                    node.required("rate").rate(), node.required("workingSet").size());
        }
        if (node.optional("rate").isPresent() || node.optional("workingSet").isPresent()) {
            throw node.error("give either 'curve', or 'rate' and 'workingSet'");
        }
        FileNode curve = node.required("curve");
        return curve.placed(() ->
                DirtyCurve.of(curve.elements().stream().map(VmDefinition::point).toList()));
    }

    private static DirtyCurve.Point point(FileNode node) {
        node.fields("period", "dirtied");
        return node.placed(() -> new DirtyCurve.Point(
                node.required("period").duration(), node.required("dirtied").size()));
    }

    private static Boot boot(FileNode node) {
        node.fields("kernel", "initrd", "commandLine");
        return new Boot.DirectKernel(
                node.required("kernel").text(), textOf(node, "initrd", ""), textOf(node, "commandLine", ""));
    }

    private static SimDisk disk(FileNode node) {
        node.fields("target", "source", "format", "shared", "readOnly", "size", "changed");
        DiskConfig config = new DiskConfig(
                node.required("target").text(),
                textOf(node, "source", ""),
                textOf(node, "format", "raw"),
                node.optional("shared").map(FileNode::flag).orElse(true),
                node.optional("readOnly").map(FileNode::flag).orElse(false));
        DataSize size = node.optional("size").map(FileNode::size).orElse(DataSize.ZERO);
        DataSize changed = node.optional("changed").map(FileNode::size).orElse(size);
        return node.placed(() -> new SimDisk(config, size, changed));
    }

    private static NicConfig nic(FileNode node) {
        node.fields("macAddress", "type", "source", "model");
        return new NicConfig(
                textOf(node, "macAddress", ""),
                textOf(node, "type", "network"),
                textOf(node, "source", ""),
                textOf(node, "model", ""));
    }

    private static String textOf(FileNode node, String field, String otherwise) {
        return node.optional(field).map(FileNode::text).orElse(otherwise);
    }
}
