package io.vacate.cli.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.Host;
import io.vacate.api.host.HostInfo;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmStats;
import io.vacate.orchestrator.inventory.HostInventory;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Hosts and their VMs as JSON. */
public final class HostsJson {
    private HostsJson() {}

    /**
     * Returns the document of {@code vacate hosts}.
     *
     * @param hosts hosts that answered
     * @param failures what went wrong with the others, by URI
     */
    public static ObjectNode document(List<HostInventory> hosts, Map<String, String> failures) {
        ObjectNode document = JsonDocument.object();
        ArrayNode array = document.putArray("hosts");
        hosts.forEach(host -> host(array.addObject(), host));
        ArrayNode unreachable = document.putArray("failures");
        failures.forEach(
                (uri, message) -> unreachable.addObject().put("uri", uri).put("message", message));
        return document;
    }

    private static void host(ObjectNode node, HostInventory host) {
        HostInfo info = host.host().info();
        node.put("name", info.name())
                .put("id", info.id().toString())
                .put("uri", host.host().uri().toString())
                .put("hypervisor", info.hypervisor().name())
                .put("hypervisor_version", info.hypervisor().version())
                .put("manager", info.hypervisor().manager())
                .put("architecture", info.cpu().architecture())
                .put("cpu_model", info.cpu().model())
                .put("cpu_threads", info.cpu().threads())
                .put("memory_bytes", host.memory().total().bytes())
                .put("free_memory_bytes", host.memory().free().bytes());
        ArrayNode capabilities = node.putArray("capabilities");
        host.host().capabilities().stream().sorted().map(HostsJson::word).forEach(capabilities::add);
        ArrayNode vms = node.putArray("vms");
        host.vms().forEach(vm -> vm(vms.addObject(), vm));
    }

    private static void vm(ObjectNode node, VmStats vm) {
        node.put("name", vm.summary().name())
                .put("id", vm.summary().id().toString())
                .put("state", word(vm.summary().status().state()))
                .put("reason", word(vm.summary().status().reason()))
                .put("vcpus", vm.vcpus())
                .put("memory_bytes", vm.memory().bytes())
                .put(
                        "resident_memory_bytes",
                        vm.residentMemory().map(DataSize::bytes).orElse(null))
                .put("cpu_seconds", vm.cpuTime().map(JsonDocument::seconds).orElse(null));
    }

    /** Returns hosts in short: name and URI. */
    static void brief(ArrayNode array, Collection<Host> hosts) {
        hosts.forEach(host -> array.addObject()
                .put("name", host.info().name())
                .put("uri", host.uri().toString()));
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
