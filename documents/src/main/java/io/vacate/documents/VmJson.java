package io.vacate.documents;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.profile.Compressibility;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.VmProfile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** VMs as JSON. */
final class VmJson {
    /** Pause that hypervisors plan for unless told otherwise: QEMU's default. */
    private static final Duration USUAL_DOWNTIME = Duration.ofMillis(300);

    private static final double LEAST_RATIO = 1e-6;
    private static final double MOST_FACTOR = 1e6;

    private VmJson() {}

    static VmProfile read(JsonValue value) {
        JsonFields fields = value.fields();
        String name = fields.required("name").text();
        VmId id = fields.optional("id").map(VmJson::id).orElseGet(() -> idOf(name));
        JsonValue memoryField = fields.required("memory_bytes");
        DataSize memory = memoryField.size();
        if (memory.isZero()) {
            throw memoryField.wrong("must be more than 0");
        }
        DataSize used = fields.optional("used_memory_bytes")
                .map(field -> atMost(field, memory))
                .orElse(memory);
        DirtyCurve dirty = fields.optional("dirty").map(VmJson::curve).orElseGet(DirtyCurve::idle);
        Duration downtime = fields.optional("downtime_limit_seconds")
                .map(JsonValue::seconds)
                .orElse(USUAL_DOWNTIME);
        DataSize resident = size(fields, "resident_bytes");
        DataSize disk = size(fields, "disk_bytes");
        Compressibility ratios =
                fields.optional("compressibility").map(VmJson::ratios).orElse(Compressibility.NONE);
        fields.requireNoOthers();
        return value.checked(() -> new VmProfile(id, name, memory, used, dirty, downtime, resident, disk, ratios));
    }

    private static VmId id(JsonValue field) {
        String text = field.text();
        return field.checked(() -> VmId.parse(text));
    }

    /** Who writes a profile by hand has names only. */
    private static VmId idOf(String name) {
        return new VmId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
    }

    private static DataSize atMost(JsonValue field, DataSize memory) {
        DataSize size = field.size();
        if (size.compareTo(memory) > 0) {
            throw field.wrong("must not be above memory_bytes (%d)".formatted(memory.bytes()));
        }
        return size;
    }

    private static DataSize size(JsonFields fields, String name) {
        return fields.optional(name).map(JsonValue::size).orElse(DataSize.ZERO);
    }

    private static Compressibility ratios(JsonValue value) {
        JsonFields fields = value.fields();
        double rewritten = fields.optional("rewritten").map(VmJson::ratio).orElse(1.0);
        double content = fields.optional("content").map(VmJson::ratio).orElse(1.0);
        fields.requireNoOthers();
        return new Compressibility(rewritten, content);
    }

    private static double ratio(JsonValue field) {
        return field.number(LEAST_RATIO, 1);
    }

    private static DirtyCurve curve(JsonValue value) {
        JsonFields fields = value.fields();
        Optional<JsonValue> points = fields.optional("points");
        Optional<JsonValue> scaled = fields.optional("curve");
        DirtyCurve curve;
        if (points.isPresent()) {
            curve = measured(points.get());
        } else if (scaled.isPresent()) {
            double factor = fields.required("factor").number(1 / MOST_FACTOR, MOST_FACTOR);
            curve = new DirtyCurve.Scaled(curve(scaled.get()), factor);
        } else {
            DataRate rate = fields.required("rate_bytes_per_second").rate();
            DataSize workingSet = fields.required("working_set_bytes").size();
            curve = DirtyCurve.constantRate(rate, workingSet);
        }
        fields.requireNoOthers();
        return curve;
    }

    private static DirtyCurve measured(JsonValue value) {
        List<DirtyCurve.Point> points = new ArrayList<>();
        for (JsonValue element : value.list()) {
            JsonFields fields = element.fields();
            JsonValue time = fields.required("seconds");
            JsonValue size = fields.required("size_bytes");
            fields.requireNoOthers();
            Duration after = time.seconds();
            DataSize dirtied = size.size();
            boolean isFirst = points.isEmpty();
            DirtyCurve.Point before =
                    isFirst ? new DirtyCurve.Point(Duration.ofNanos(1), DataSize.ZERO) : points.get(points.size() - 1);
            if (isFirst ? after.isZero() : after.compareTo(before.time()) <= 0) {
                throw time.wrong(isFirst ? "must be more than 0" : "must be above that of the point before");
            }
            if (dirtied.compareTo(before.size()) < 0) {
                throw size.wrong("must not be below that of the point before");
            }
            points.add(new DirtyCurve.Point(after, dirtied));
        }
        if (points.isEmpty()) {
            throw value.wrong("must not be empty");
        }
        return DirtyCurve.measured(points);
    }

    static void write(ObjectNode node, VmProfile vm) {
        node.put("name", vm.name())
                .put("id", vm.id().toString())
                .put("memory_bytes", vm.memory().bytes())
                .put("used_memory_bytes", vm.usedMemory().bytes());
        if (!vm.resident().isZero()) {
            node.put("resident_bytes", vm.resident().bytes());
        }
        curve(node.putObject("dirty"), vm.dirty());
        Numbers.putSeconds(node, "downtime_limit_seconds", vm.downtimeLimit());
        if (!vm.disk().isZero()) {
            node.put("disk_bytes", vm.disk().bytes());
        }
        if (!vm.compressibility().equals(Compressibility.NONE)) {
            node.putObject("compressibility")
                    .put("rewritten", vm.compressibility().rewritten())
                    .put("content", vm.compressibility().content());
        }
    }

    private static void curve(ObjectNode node, DirtyCurve curve) {
        if (curve instanceof DirtyCurve.ConstantRate constant) {
            node.put("rate_bytes_per_second", constant.rate().bytesPerSecond())
                    .put("working_set_bytes", constant.workingSet().bytes());
        } else if (curve instanceof DirtyCurve.HotAndCold both) {
            curve(node, both.asPoints());
        } else if (curve instanceof DirtyCurve.Scaled scaled) {
            node.put("factor", scaled.factor());
            curve(node.putObject("curve"), scaled.curve());
        } else if (curve instanceof DirtyCurve.Measured measured) {
            ArrayNode points = node.putArray("points");
            for (DirtyCurve.Point point : measured.points()) {
                ObjectNode element = points.addObject();
                Numbers.putSeconds(element, "seconds", point.time());
                element.put("size_bytes", point.size().bytes());
            }
        }
    }
}
