package io.vacate.model.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.unit.DataSize;
import io.vacate.model.plan.batch.BatchHost;
import io.vacate.model.plan.batch.HostState;
import io.vacate.model.plan.batch.TimeWindow;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;

/** Hosts of a batch as JSON. */
final class BatchHostJson {
    private BatchHostJson() {}

    static BatchHost read(JsonValue value) {
        JsonFields fields = value.fields();
        String id = fields.required("id").text();
        DataSize memory = BatchUnits.mebibytes(fields.required("mem_capacity_mib"));
        int cpus = fields.required("cpu_capacity").count(0, Integer.MAX_VALUE);
        HostState initial = state(fields, "initial_state");
        HostState last = state(fields, "final_state");
        Duration boot = seconds(fields, "boot_s");
        Duration shutdown = seconds(fields, "shutdown_s");
        boolean mayReceive = fields.optional("may_receive").map(JsonValue::flag).orElse(true);
        String hypervisor = fields.optional("hypervisor").map(JsonValue::text).orElse("");
        OptionalInt outgoing = limit(fields, "max_outgoing");
        OptionalInt incoming = limit(fields, "max_incoming");
        TimeWindow window = BatchUnits.window(value, fields);
        return value.checked(() -> new BatchHost(
                id, memory, cpus, initial, last, boot, shutdown, mayReceive, hypervisor, outgoing, incoming, window));
    }

    private static HostState state(JsonFields fields, String name) {
        return fields.optional(name)
                .map(value -> value.constant(HostState.class))
                .orElse(HostState.ONLINE);
    }

    private static Duration seconds(JsonFields fields, String name) {
        return fields.optional(name).map(JsonValue::seconds).orElse(Duration.ZERO);
    }

    private static OptionalInt limit(JsonFields fields, String name) {
        return fields.optional(name)
                .map(value -> OptionalInt.of(value.count(1, Integer.MAX_VALUE)))
                .orElse(OptionalInt.empty());
    }

    static void write(ObjectNode node, BatchHost host) {
        node.put("id", host.id());
        BatchUnits.putMebibytes(node, "mem_capacity_mib", host.memory().bytes());
        node.put("cpu_capacity", host.cpus());
        node.put("initial_state", host.initialState().name().toLowerCase(Locale.ROOT));
        node.put("final_state", host.finalState().name().toLowerCase(Locale.ROOT));
        Numbers.putSeconds(node, "boot_s", host.boot());
        Numbers.putSeconds(node, "shutdown_s", host.shutdown());
        if (!host.mayReceive()) {
            node.put("may_receive", false);
        }
        if (!host.hypervisor().isEmpty()) {
            node.put("hypervisor", host.hypervisor());
        }
        host.outgoingLimit().ifPresent(most -> node.put("max_outgoing", most));
        host.incomingLimit().ifPresent(most -> node.put("max_incoming", most));
        BatchUnits.putWindow(node, host.window());
    }
}
