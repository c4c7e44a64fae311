package io.vacate.documents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.migration.Buffer;
import io.vacate.api.unit.DataRate;
import io.vacate.model.profile.BufferRates;
import io.vacate.model.profile.HostProfile;
import java.util.Optional;

/** Hosts as JSON. */
final class HostJson {
    private HostJson() {}

    static HostProfile read(JsonValue value) {
        JsonFields fields = value.fields();
        HostProfile host = HostProfile.named(fields.required("name").text())
                .withCpu(cpu(fields, "send_bytes_per_second"), cpu(fields, "receive_bytes_per_second"))
                .withProcessors(fields.optional("processors")
                        .map(count -> count.number(1, Double.MAX_VALUE))
                        .orElse(Double.POSITIVE_INFINITY));
        for (Buffer buffer : Buffer.values()) {
            BufferRates usual = host.buffer(buffer);
            BufferRates rates = fields.optional(field(buffer))
                    .map(rate -> rates(rate, usual))
                    .orElse(usual);
            host = host.withBuffer(buffer, rates);
        }
        Optional<JsonValue> hypervisor = fields.optional("hypervisor");
        if (hypervisor.isPresent()) {
            host = host.withHypervisor(HypervisorJson.read(hypervisor.get()));
        }
        fields.requireNoOthers();
        return host;
    }

    private static DataRate cpu(JsonFields fields, String name) {
        return fields.optional(name).map(JsonValue::positiveRate).orElse(HostProfile.UNLIMITED);
    }

    private static String field(Buffer buffer) {
        return buffer == Buffer.DISK ? "disk_buffer" : "memory_buffer";
    }

    private static BufferRates rates(JsonValue value, BufferRates usual) {
        JsonFields fields = value.fields();
        BufferRates rates = new BufferRates(
                rate(fields, "suspend_bytes_per_second", usual.suspend()),
                rate(fields, "copy_bytes_per_second", usual.copy()),
                rate(fields, "resume_bytes_per_second", usual.resume()));
        fields.requireNoOthers();
        return rates;
    }

    private static DataRate rate(JsonFields fields, String name, DataRate usual) {
        return fields.optional(name).map(JsonValue::positiveRate).orElse(usual);
    }

    static void write(ObjectNode node, HostProfile host) {
        node.put("name", host.name());
        host.hypervisor().ifPresent(own -> HypervisorJson.write(node.putObject("hypervisor"), own));
        if (!host.send().equals(HostProfile.UNLIMITED)) {
            node.put("send_bytes_per_second", host.send().bytesPerSecond());
        }
        if (!host.receive().equals(HostProfile.UNLIMITED)) {
            node.put("receive_bytes_per_second", host.receive().bytesPerSecond());
        }
        if (host.processors() < Double.POSITIVE_INFINITY) {
            node.put("processors", host.processors());
        }
        for (Buffer buffer : Buffer.values()) {
            BufferRates rates = host.buffer(buffer);
            if (!rates.equals(HostProfile.named(host.name()).buffer(buffer))) {
                node.putObject(field(buffer))
                        .put("suspend_bytes_per_second", rates.suspend().bytesPerSecond())
                        .put("copy_bytes_per_second", rates.copy().bytesPerSecond())
                        .put("resume_bytes_per_second", rates.resume().bytesPerSecond());
            }
        }
    }
}
