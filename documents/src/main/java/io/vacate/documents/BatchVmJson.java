package io.vacate.documents;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.migration.AutoConverge;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.TimeWindow;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.HostProfile;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.VmProfile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** VMs of a batch as JSON. Equal curves are one object. For one thread. */
final class BatchVmJson {
    /** Pause that hypervisors plan for unless told otherwise: QEMU's default. */
    private static final Duration USUAL_DOWNTIME = Duration.ofMillis(300);

    /** The order in which modes are preferred. */
    private static final List<ModeKind> PREFERENCE = List.of(
            ModeKind.PRE_COPY,
            ModeKind.POST_COPY,
            ModeKind.STOP_AND_COPY,
            ModeKind.SUSPEND_COPY_RESUME_MEMORY,
            ModeKind.SUSPEND_COPY_RESUME_DISK);

    private static final int MOST_PERCENT = 99;
    private static final int MOST_PRIORITY = 1_000_000;
    private final Map<DirtyCurve, DirtyCurve> curves = new HashMap<>();

    BatchVm read(JsonValue value) {
        JsonFields fields = value.fields();
        String id = fields.required("id").text();
        String host = fields.required("host").text();
        boolean mustMove = fields.optional("must_move").map(JsonValue::flag).orElse(true);
        List<String> destinations = destinations(fields);
        DataSize memory = BatchUnits.mebibytes(fields.required("mem_demand_mib"));
        int cpus = fields.required("cpu_demand").count(0, Integer.MAX_VALUE);
        VmProfile profile = profile(value, fields, id, memory);
        TimeWindow window = BatchUnits.window(value, fields);
        int priority = priority(fields);
        List<Tuning> ways = ways(fields);
        fields.requireKnown();
        return value.checked(
                () -> new BatchVm(id, profile, host, mustMove, destinations, memory, cpus, window, priority, ways));
    }

    private VmProfile profile(JsonValue value, JsonFields fields, String id, DataSize memory) {
        DataSize used = BatchUnits.mebibytes(fields.required("mem_used_mib"));
        if (used.isZero()) {
            throw fields.required("mem_used_mib").wrong("must be more than 0");
        }
        DirtyCurve curve = curve(value, fields, used);
        Duration downtime =
                fields.optional("downtime_limit_s").map(JsonValue::seconds).orElse(USUAL_DOWNTIME);
        VmId vm = fields.optional("uuid")
                .map(field -> field.checked(() -> VmId.parse(field.text())))
                .orElseGet(() -> new VmId(UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8))));
        DataSize all = memory.compareTo(used) > 0 ? memory : used;
        DataSize resident =
                fields.optional("resident_mib").map(BatchUnits::mebibytes).orElse(DataSize.ZERO);
        return value.checked(() -> new VmProfile(vm, id, all, used, curve, downtime).withResident(resident));
    }

    /** What is rewritten: hot and cold memory, or a measured curve. */
    private DirtyCurve curve(JsonValue value, JsonFields fields, DataSize used) {
        Optional<JsonValue> points = fields.optional("dirty_points");
        if (points.isPresent()) {
            return points(points.get());
        }
        DataSize hot = BatchUnits.mebibytes(fields.required("hot_dirty_size_mib"));
        Duration period = fields.required("hot_dirty_duration_s").seconds();
        DataRate cold = BatchUnits.mebibytesPerSecond(fields.required("cold_dirty_rate_mib_s"));
        DirtyCurve curve = value.checked(() -> DirtyCurve.hotAndCold(used, hot, period, cold));
        return curves.computeIfAbsent(curve, same -> same);
    }

    private static DirtyCurve points(JsonValue value) {
        List<DirtyCurve.Point> points = new ArrayList<>();
        for (JsonValue element : value.list()) {
            JsonFields fields = element.fields();
            Duration time = fields.required("s").seconds();
            DataSize size = BatchUnits.mebibytes(fields.required("mib"));
            fields.requireKnown();
            points.add(element.checked(() -> new DirtyCurve.Point(time, size)));
        }
        return points.isEmpty() ? DirtyCurve.idle() : value.checked(() -> DirtyCurve.measured(points));
    }

    static int priority(JsonFields fields) {
        return fields.optional("priority")
                .map(field -> field.count(-MOST_PRIORITY, MOST_PRIORITY))
                .orElse(0);
    }

    static List<Tuning> ways(JsonFields fields) {
        DataRate limit = fields.optional("max_mbps").map(BatchUnits::megabits).orElse(HostProfile.UNLIMITED);
        Optional<AutoConverge> slowDown = fields.optional("auto_converge").map(BatchVmJson::autoConverge);
        List<ModeKind> kinds = fields.optional("modes").map(BatchVmJson::modes).orElse(List.of(ModeKind.PRE_COPY));
        return kinds.stream()
                .map(kind -> Tuning.of(kind.plain()).limitedTo(limit))
                .map(way -> slowDown.map(way::with).orElse(way))
                .toList();
    }

    private static AutoConverge autoConverge(JsonValue value) {
        JsonFields fields = value.fields();
        int initial = fields.required("initial_percent").count(1, MOST_PERCENT);
        int increment = fields.required("increment_percent").count(1, MOST_PERCENT);
        fields.requireKnown();
        return new AutoConverge(initial, increment);
    }

    static List<String> destinations(JsonFields fields) {
        Optional<JsonValue> one = fields.optional("dest");
        Optional<JsonValue> several = fields.optional("dests");
        if (one.isPresent() && several.isPresent()) {
            throw several.get().wrong("must not come together with dest");
        }
        return one.map(dest -> List.of(dest.text()))
                .or(() -> several.map(
                        list -> list.list().stream().map(JsonValue::text).toList()))
                .orElse(List.of());
    }

    private static List<ModeKind> modes(JsonValue value) {
        List<ModeKind> named = value.list().stream()
                .map(element -> element.constant(ModeKind.class))
                .toList();
        if (named.isEmpty()) {
            throw value.wrong("must not be empty");
        }
        return PREFERENCE.stream().filter(named::contains).toList();
    }

    static void write(ObjectNode node, BatchVm vm) {
        VmProfile profile = vm.profile();
        node.put("id", vm.id()).put("host", vm.host());
        if (vm.destinations().size() == 1) {
            node.put("dest", vm.destinations().get(0));
        } else if (!vm.destinations().isEmpty()) {
            ArrayNode list = node.putArray("dests");
            vm.destinations().forEach(list::add);
        }
        node.put("must_move", vm.mustMove());
        BatchUnits.putMebibytes(node, "mem_demand_mib", vm.memory().bytes());
        node.put("cpu_demand", vm.cpus());
        BatchUnits.putMebibytes(node, "mem_used_mib", profile.usedMemory().bytes());
        write(node, profile.dirty());
        if (!profile.resident().isZero()) {
            BatchUnits.putMebibytes(node, "resident_mib", profile.resident().bytes());
        }
        if (!profile.id().uuid().equals(UUID.nameUUIDFromBytes(vm.id().getBytes(StandardCharsets.UTF_8)))) {
            node.put("uuid", profile.id().toString());
        }
        BatchUnits.putWindow(node, vm.window());
        if (vm.priority() != 0) {
            node.put("priority", vm.priority());
        }
        if (!profile.downtimeLimit().equals(USUAL_DOWNTIME)) {
            Numbers.putSeconds(node, "downtime_limit_s", profile.downtimeLimit());
        }
        write(node, vm.ways());
    }

    private static void write(ObjectNode node, DirtyCurve curve) {
        if (curve instanceof DirtyCurve.HotAndCold both) {
            BatchUnits.putMebibytes(node, "hot_dirty_size_mib", both.hot().bytes());
            Numbers.putSeconds(node, "hot_dirty_duration_s", both.hotPeriod());
            BatchUnits.putMebibytes(node, "cold_dirty_rate_mib_s", both.cold().bytesPerSecond());
            return;
        }
        ArrayNode points = node.putArray("dirty_points");
        for (double seconds : curve.breakpoints()) {
            ObjectNode point = points.addObject().put("s", seconds);
            BatchUnits.putMebibytes(point, "mib", (long) curve.bytesWithin(seconds));
        }
    }

    private static void write(ObjectNode node, List<Tuning> ways) {
        Tuning first = ways.get(0);
        List<ModeKind> kinds =
                ways.stream().map(way -> ModeKind.of(way.mode())).distinct().toList();
        if (!kinds.equals(List.of(ModeKind.PRE_COPY))) {
            ArrayNode list = node.putArray("modes");
            kinds.forEach(kind -> list.add(kind.name().toLowerCase(Locale.ROOT)));
        }
        if (!first.rateLimit().equals(HostProfile.UNLIMITED)) {
            BatchUnits.putMegabits(node, "max_mbps", first.rateLimit());
        }
        first.autoConverge()
                .ifPresent(slowDown -> node.putObject("auto_converge")
                        .put("initial_percent", slowDown.initialPercent())
                        .put("increment_percent", slowDown.incrementPercent()));
    }
}
