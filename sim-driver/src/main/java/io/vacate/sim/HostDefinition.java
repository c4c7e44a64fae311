package io.vacate.sim;

import io.vacate.api.host.Capability;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;

/** A host as a world's file describes it. */
final class HostDefinition {
    private HostDefinition() {}

    static SimHost read(FileNode node) {
        node.fields("name", "memory", "cpus", "network", "disk", "memoryBuffer", "without", "vms");
        SimHost.Builder host = node.placed(() -> SimHost.builder(
                node.required("name").text(), node.required("memory").size()));
        node.optional("cpus").ifPresent(cpus -> cpus.placed(() -> host.threads(cpus.count())));
        node.optional("network").ifPresent(network -> network(host, network));
        SimHost standard = host.build();
        node.optional("disk").ifPresent(disk -> host.disk(storage(disk, standard.disk())));
        node.optional("memoryBuffer").ifPresent(buffer -> host.memoryBuffer(storage(buffer, standard.memoryBuffer())));
        node.list("without").forEach(capability -> host.without(capability.oneOf(Capability.class)));
        node.list("vms").forEach(vm -> host.vm(VmDefinition.read(vm)));
        return host.build();
    }

    private static void network(SimHost.Builder host, FileNode node) {
        if (node.isText()) {
            node.placed(() -> host.network(node.rate()));
            return;
        }
        node.fields("up", "down");
        node.placed(() ->
                host.network(node.required("up").rate(), node.required("down").rate()));
    }

    private static SimHost.Storage storage(FileNode node, SimHost.Storage standard) {
        node.fields("read", "write", "size");
        DataRate read = node.optional("read").map(FileNode::rate).orElse(standard.read());
        DataRate write = node.optional("write").map(FileNode::rate).orElse(standard.write());
        DataSize size = node.optional("size").map(FileNode::size).orElse(standard.size());
        return node.placed(() -> new SimHost.Storage(read, write, size));
    }
}
