package io.vacate.documents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.unit.DataSize;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.HostState;
import io.vacate.model.batch.TimeWindow;
import io.vacate.model.profile.HostProfile;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;

/** Hosts of a batch as JSON. */
final class BatchHostJson {
    private BatchHostJson() {}

    static BatchHost read(JsonValue value) {
        JsonFields fields = value.fields();
        HostProfile profile = HostProfile.named(fields.required("id").text())
                .withProcessors(fields.optional("processors")
                        .map(count -> count.number(1, Double.MAX_VALUE))
                        .orElse(Double.POSITIVE_INFINITY));
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
        fields.requireKnown();
        return value.checked(() -> new BatchHost(
                profile,
                memory,
                cpus,
                initial,
                last,
                boot,
                shutdown,
                mayReceive,
                hypervisor,
                outgoing,
                incoming,
                window));
    }

    static HostState state(JsonFields fields, String name) {
        return fields.optional(name)
                .map(value -> value.constant(HostState.class))
                .orElse(HostState.ONLINE);
    }

    static Duration seconds(JsonFields fields, String name) {
        return fields.optional(name).map(JsonValue::seconds).orElse(Duration.ZERO);
    }

    static OptionalInt limit(JsonFields fields, String name) {
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
        if (host.profile().processors() < Double.POSITIVE_INFINITY) {
            node.put("processors", host.profile().processors());
        }
        BatchUnits.putWindow(node, host.window());
    }
}
