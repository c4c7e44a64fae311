package io.vacate.documents;

import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.BatchGroup;
import io.vacate.model.batch.BatchPrecedence;
import io.vacate.model.batch.Constraints;
import io.vacate.model.batch.Constraints.OfHost;
import io.vacate.model.batch.Constraints.OfVm;
import io.vacate.model.batch.Constraints.States;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Constraints of evacuations as JSON of the format {@value #SCHEMA}. Fields are those of {@link BatchDocument} and mean the same;
 * hosts and VMs are objects by their names, and hold what is asked of them only. Thread-safe.
 */
public final class ConstraintsDocument {
    /** Name and version of the format. */
    public static final String SCHEMA = "vacate-constraints/1";

    private ConstraintsDocument() {}

    /**
     * Reads constraints.
     *
     * @param text as JSON; what is YAML is made JSON before
     * @throws ProfileFormatException if the text is no JSON, not this format or makes no sense; the message names the field and
     *     its value
     */
    public static Constraints parse(String text) {
        JsonValue root = JsonValue.parse(text);
        JsonFields fields = root.fields();
        fields.optional("schema")
                .filter(schema -> !schema.text().equals(SCHEMA))
                .ifPresent(schema -> {
                    throw schema.wrong("is not the format that this version reads, which is " + SCHEMA);
                });
        OptionalInt atOnce = count(fields, "max_migrations", Integer.MAX_VALUE);
        OptionalInt watts = count(fields, "power_cap_w", BatchDocument.MOST_WATTS);
        var power = fields.optional("power").map(BatchDocument::power);
        boolean detours = fields.optional("detours").map(JsonValue::flag).orElse(false);
        Map<String, OfHost> hosts = new LinkedHashMap<>();
        fields.optional("hosts").ifPresent(all -> all.members().forEach((name, host) -> hosts.put(name, host(host))));
        Map<String, OfVm> vms = new LinkedHashMap<>();
        fields.optional("vms").ifPresent(all -> all.members().forEach((name, vm) -> vms.put(name, vm(vm))));
        List<Constraints.Switch> switches = fields.list("switches").stream()
                .map(ConstraintsDocument::switchOf)
                .toList();
        List<BatchPrecedence> precedences = BatchDocument.precedences(fields);
        List<BatchGroup> groups = BatchDocument.groups(fields);
        fields.requireKnown();
        watts.ifPresent(cap -> {
            if (power.isEmpty()) {
                throw fields.required("power_cap_w").wrong("needs 'power', which says what draws how much");
            }
        });
        return root.checked(
                () -> new Constraints(atOnce, watts, power, detours, hosts, vms, switches, precedences, groups));
    }

    private static OptionalInt count(JsonFields fields, String name, int most) {
        return fields.optional(name)
                .map(value -> OptionalInt.of(value.count(1, most)))
                .orElse(OptionalInt.empty());
    }

    private static OfHost host(JsonValue value) {
        JsonFields fields = value.fields();
        Optional<DataRate> up = fields.optional("link_mbps").map(BatchUnits::megabits);
        OfHost host = new OfHost(
                fields.optional("mem_capacity_mib").map(BatchUnits::mebibytes),
                fields.optional("cpu_capacity")
                        .map(cpus -> OptionalInt.of(cpus.count(0, Integer.MAX_VALUE)))
                        .orElse(OptionalInt.empty()),
                new States(
                        BatchHostJson.state(fields, "initial_state"),
                        BatchHostJson.state(fields, "final_state"),
                        BatchHostJson.seconds(fields, "boot_s"),
                        BatchHostJson.seconds(fields, "shutdown_s")),
                fields.optional("may_receive").map(JsonValue::flag).orElse(true),
                BatchHostJson.limit(fields, "max_outgoing"),
                BatchHostJson.limit(fields, "max_incoming"),
                BatchUnits.window(value, fields),
                up,
                fields.optional("link_ba_mbps").map(BatchUnits::megabits).or(() -> up),
                fields.optional("switch").map(JsonValue::text));
        fields.requireKnown();
        return host;
    }

    private static OfVm vm(JsonValue value) {
        JsonFields fields = value.fields();
        boolean hasWay = List.of("modes", "max_mbps", "auto_converge").stream()
                .anyMatch(name -> fields.optional(name).isPresent());
        OfVm vm = new OfVm(
                BatchVmJson.destinations(fields),
                BatchUnits.window(value, fields),
                BatchVmJson.priority(fields),
                hasWay ? BatchVmJson.ways(fields) : List.of());
        fields.requireKnown();
        return vm;
    }

    private static Constraints.Switch switchOf(JsonValue value) {
        JsonFields fields = value.fields();
        Constraints.Switch one = new Constraints.Switch(
                fields.required("id").text(),
                fields.optional("capacity_mbps").map(BatchUnits::megabits),
                BatchUnits.megabits(fields.required("uplink_mbps")));
        fields.requireKnown();
        return one;
    }
}
