package io.vacate.cli.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.VM;
import io.vacate.api.vm.SuspendedVm;
import java.util.List;
import java.util.Map;

/** VMs that wait in buffers, as JSON. */
public final class SuspendedJson {
    private SuspendedJson() {}

    /**
     * Returns the document of {@code vacate suspended}.
     *
     * @param found what hosts that answered have
     * @param failures what went wrong with the others, by URI
     */
    public static ObjectNode document(List<SuspendedVm> found, Map<String, String> failures) {
        ObjectNode document = JsonDocument.object();
        ArrayNode suspended = document.putArray("suspended");
        found.forEach(vm -> suspended
                .addObject()
                .put("name", vm.name())
                .put("id", vm.id().toString())
                .put("host", vm.host().toString())
                .put("file", vm.file())
                .put("size_bytes", vm.size().bytes())
                .put("whole", vm.whole())
                .put("since", vm.since().toString())
                .put("activity", HostsJson.word(vm.activity())));
        ArrayNode unreachable = document.putArray("failures");
        failures.forEach(
                (uri, message) -> unreachable.addObject().put("uri", uri).put("message", message));
        return document;
    }

    /** Returns the document of {@code vacate resume}, but for its exit code. */
    public static ObjectNode resumed(VM vm) {
        return JsonDocument.object()
                .put("command", "resume")
                .put("name", vm.name())
                .put("id", vm.id().toString())
                .put("location", vm.host().uri().toString())
                .put("location_state", HostsJson.word(vm.status().state()));
    }
}
