package io.vacate.model.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.migration.AutoConverge;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.plan.batch.BatchTuning;
import io.vacate.model.plan.batch.BatchVm;
import io.vacate.model.plan.batch.CopyProfile;
import io.vacate.model.plan.batch.TimeWindow;
import io.vacate.model.profile.ModeKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** VMs of a batch as JSON. Equal profiles are one object. For one thread. */
final class BatchVmJson {
    private static final Set<ModeKind> USUAL = Set.of(ModeKind.PRE_COPY);
    private static final int MOST_PERCENT = 99;
    private static final int MOST_PRIORITY = 1_000_000;

    private final Map<CopyProfile, CopyProfile> profiles = new HashMap<>();

    BatchVm read(JsonValue value) {
        JsonFields fields = value.fields();
        String id = fields.required("id").text();
        String host = fields.required("host").text();
        boolean mustMove = fields.optional("must_move").map(JsonValue::flag).orElse(true);
        List<String> destinations = destinations(fields);
        DataSize memory = BatchUnits.mebibytes(fields.required("mem_demand_mib"));
        int cpus = fields.required("cpu_demand").count(0, Integer.MAX_VALUE);
        CopyProfile copy = copy(value, fields);
        TimeWindow window = BatchUnits.window(value, fields);
        int priority = fields.optional("priority")
                .map(field -> field.count(-MOST_PRIORITY, MOST_PRIORITY))
                .orElse(0);
        Set<ModeKind> modes = fields.optional("modes").map(BatchVmJson::modes).orElse(USUAL);
        BatchTuning tuning = tuning(value, fields);
        return value.checked(() ->
                new BatchVm(id, host, mustMove, destinations, memory, cpus, copy, window, priority, modes, tuning));
    }

    private static BatchTuning tuning(JsonValue value, JsonFields fields) {
        Optional<DataRate> bandwidth = fields.optional("max_mbps").map(BatchUnits::megabits);
        Duration downtimeLimit =
                fields.optional("downtime_limit_s").map(JsonValue::seconds).orElse(BatchTuning.USUAL.downtimeLimit());
        Optional<AutoConverge> autoConverge = fields.optional("auto_converge").map(BatchVmJson::autoConverge);
        return value.checked(() -> new BatchTuning(bandwidth, downtimeLimit, autoConverge));
    }

    private static AutoConverge autoConverge(JsonValue value) {
        JsonFields fields = value.fields();
        int initial = fields.required("initial_percent").count(1, MOST_PERCENT);
        int increment = fields.required("increment_percent").count(1, MOST_PERCENT);
        return new AutoConverge(initial, increment);
    }

    private static List<String> destinations(JsonFields fields) {
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

    private static Set<ModeKind> modes(JsonValue value) {
        return value.list().stream()
                .map(element -> element.constant(ModeKind.class))
                .collect(Collectors.toSet());
    }

    private CopyProfile copy(JsonValue value, JsonFields fields) {
        DataSize used = BatchUnits.mebibytes(fields.required("mem_used_mib"));
        DataSize hot = BatchUnits.mebibytes(fields.required("hot_dirty_size_mib"));
        Duration period = fields.required("hot_dirty_duration_s").seconds();
        DataRate cold = BatchUnits.mebibytesPerSecond(fields.required("cold_dirty_rate_mib_s"));
        CopyProfile copy = value.checked(() -> new CopyProfile(used, hot, period, cold));
        return profiles.computeIfAbsent(copy, same -> same);
    }

    static void write(ObjectNode node, BatchVm vm) {
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
        BatchUnits.putMebibytes(node, "mem_used_mib", vm.copy().used().bytes());
        BatchUnits.putMebibytes(node, "hot_dirty_size_mib", vm.copy().hot().bytes());
        Numbers.putSeconds(node, "hot_dirty_duration_s", vm.copy().hotPeriod());
        BatchUnits.putMebibytes(node, "cold_dirty_rate_mib_s", vm.copy().cold().bytesPerSecond());
        BatchUnits.putWindow(node, vm.window());
        if (vm.priority() != 0) {
            node.put("priority", vm.priority());
        }
        if (!vm.modes().equals(USUAL)) {
            ArrayNode list = node.putArray("modes");
            vm.modes().stream().sorted().forEach(mode -> list.add(mode.name().toLowerCase(Locale.ROOT)));
        }
        BatchTuning tuning = vm.tuning();
        tuning.bandwidth().ifPresent(rate -> BatchUnits.putMegabits(node, "max_mbps", rate));
        if (!tuning.downtimeLimit().equals(BatchTuning.USUAL.downtimeLimit())) {
            Numbers.putSeconds(node, "downtime_limit_s", tuning.downtimeLimit());
        }
        tuning.autoConverge()
                .ifPresent(slowDown -> node.putObject("auto_converge")
                        .put("initial_percent", slowDown.initialPercent())
                        .put("increment_percent", slowDown.incrementPercent()));
    }
}
