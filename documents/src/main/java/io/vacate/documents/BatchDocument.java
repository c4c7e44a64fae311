package io.vacate.documents;

import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchGroup;
import io.vacate.model.batch.BatchLimits;
import io.vacate.model.batch.BatchPrecedence;
import io.vacate.model.batch.PowerModel;
import io.vacate.model.profile.NetworkProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Batches of migrations as JSON of the format {@value #SCHEMA}, which others publish problems in. Units are in the names:
 * {@code _mib} MiB, {@code _mbps} Mbit/s, {@code _s} seconds, {@code _w} watts.
 *
 * <p>Beside the format's own fields there are these, all optional: {@code link_efficiency}, the share of links that carries memory
 * pages; of hosts {@code may_receive}, {@code hypervisor}, {@code processors} (for fixed costs), {@code max_outgoing},
 * {@code max_incoming}, {@code not_before_s} and {@code deadline_s}; of links {@code capacity_ba_mbps}, where the way back
 * differs; of VMs {@code dests} (a list in place of {@code dest}; without either any host will do), {@code not_before_s},
 * {@code deadline_s}, {@code priority}, {@code modes}, {@code max_mbps}, {@code downtime_limit_s}, {@code auto_converge}
 * (an object with {@code initial_percent} and {@code increment_percent}), {@code dirty_points} (a measured curve in place of hot and
 * cold memory: objects with {@code s} and {@code mib}), {@code resident_mib} and {@code uuid}; of the constraints
 * {@code max_migrations}, {@code detours} (whether a VM may go by a third host), {@code force_switch_over} (whether what does not
 * converge moves all the same), {@code precedences} (objects with {@code before} and {@code after}) and {@code groups} (objects
 * with {@code kind} and {@code vms}). Any other field is an error, unless its name begins with {@code x_}, or it only says where
 * things come from, such as {@code source} and {@code note}.
 */
public final class BatchDocument {
    /** Name and version of the format. */
    public static final String SCHEMA = "vm-migration-batch/1";

    static final int MOST_WATTS = 1_000_000_000;

    /** Where no horizon is given: longer than anything that is worth planning. */
    private static final Duration FAR = Duration.ofDays(30);

    /** What a migration draws, of its rate: {@code 20 + floor(mbps / 16)}. */
    private static final Pattern MIGRATION_POWER =
            Pattern.compile("\\s*(\\d{1,9})\\s*\\+\\s*floor\\(\\s*mbps\\s*/\\s*(\\d{1,9})\\s*\\)\\s*");

    /** Of a migration whose power does not depend on its rate. */
    private static final double NEVER_MBPS = 1e9;

    private static final double LEAST_EFFICIENCY = 1e-6;

    private BatchDocument() {}

    /**
     * Reads a problem.
     *
     * @throws ProfileFormatException if the text is no JSON, not this format or makes no sense; the message names the field
     *     and its value
     */
    public static Batch parse(String text) {
        JsonValue root = JsonValue.parse(text);
        JsonFields fields = root.fields();
        JsonValue schema = fields.required("schema");
        if (!schema.text().equals(SCHEMA)) {
            throw schema.wrong("is not the format that this version reads, which is " + SCHEMA);
        }
        String name = fields.required("name").text();
        BatchNetworkJson network = new BatchNetworkJson();
        BatchVmJson vms = new BatchVmJson();
        Optional<JsonFields> constraints = fields.optional("constraints").map(JsonValue::fields);
        BatchLimits limits = limits(root, constraints, fields.optional("power"));
        double efficiency = fields.optional("link_efficiency")
                .map(field -> field.number(LEAST_EFFICIENCY, 1))
                .orElse(NetworkProfile.PRIOR_EFFICIENCY);
        Batch batch = root.checked(() -> new Batch(
                name,
                fields.required("hosts").list().stream()
                        .map(BatchHostJson::read)
                        .toList(),
                fields.list("switches").stream().map(network::switchOf).toList(),
                fields.required("links").list().stream().map(network::link).toList(),
                efficiency,
                fields.required("vms").list().stream().map(vms::read).toList(),
                fields.required("routes").list().stream().map(network::route).toList(),
                constraints.map(BatchDocument::precedences).orElse(List.of()),
                constraints.map(BatchDocument::groups).orElse(List.of()),
                limits));
        fields.requireKnown();
        constraints.ifPresent(JsonFields::requireKnown);
        return batch;
    }

    private static BatchLimits limits(JsonValue root, Optional<JsonFields> constraints, Optional<JsonValue> power) {
        Optional<JsonValue> horizon = constraints.flatMap(fields -> fields.optional("horizon_s"));
        Optional<JsonValue> cap = constraints.flatMap(fields -> fields.optional("power_cap_w"));
        OptionalInt atOnce = constraints
                .flatMap(fields -> fields.optional("max_migrations"))
                .map(most -> OptionalInt.of(most.count(1, Integer.MAX_VALUE)))
                .orElse(OptionalInt.empty());
        OptionalInt watts =
                cap.map(value -> OptionalInt.of(value.count(1, MOST_WATTS))).orElse(OptionalInt.empty());
        return root.checked(() -> new BatchLimits(
                horizon.map(JsonValue::seconds).orElse(FAR),
                atOnce,
                watts,
                power.map(BatchDocument::power),
                constraints
                        .flatMap(fields -> fields.optional("detours"))
                        .map(JsonValue::flag)
                        .orElse(false),
                constraints
                        .flatMap(fields -> fields.optional("force_switch_over"))
                        .map(JsonValue::flag)
                        .orElse(false)));
    }

    static PowerModel power(JsonValue value) {
        JsonFields fields = value.fields();
        int host = fields.required("host_idle_w").count(0, MOST_WATTS);
        int boot = fields.required("boot_extra_w").count(0, MOST_WATTS);
        int vm = fields.required("vm_w").count(0, MOST_WATTS);
        JsonValue migration = fields.required("migration_w");
        fields.requireKnown();
        if (!migration.isText()) {
            int watts = migration.count(0, MOST_WATTS);
            return value.checked(() -> new PowerModel(host, boot, vm, watts, BatchUnits.rate(NEVER_MBPS)));
        }
        Matcher matcher = MIGRATION_POWER.matcher(migration.text());
        if (!matcher.matches()) {
            throw migration.wrong("must be a number or such as '20 + floor(mbps / 16)'");
        }
        return value.checked(() -> new PowerModel(
                host,
                boot,
                vm,
                Integer.parseInt(matcher.group(1)),
                BatchUnits.rate(Integer.parseInt(matcher.group(2)))));
    }

    static List<BatchPrecedence> precedences(JsonFields constraints) {
        List<BatchPrecedence> result = new ArrayList<>();
        for (JsonValue element : constraints.list("precedences")) {
            JsonFields fields = element.fields();
            String before = fields.required("before").text();
            String after = fields.required("after").text();
            fields.requireKnown();
            result.add(new BatchPrecedence(before, after));
        }
        return result;
    }

    static List<BatchGroup> groups(JsonFields constraints) {
        List<BatchGroup> result = new ArrayList<>();
        for (JsonValue element : constraints.list("groups")) {
            JsonFields fields = element.fields();
            BatchGroup.Kind kind = fields.required("kind").constant(BatchGroup.Kind.class);
            List<String> members =
                    fields.required("vms").list().stream().map(JsonValue::text).toList();
            fields.requireKnown();
            result.add(element.checked(() -> new BatchGroup(kind, members)));
        }
        return result;
    }

    /** Returns a problem as a text that is read again as it was, but for fractions of a byte or a nanosecond. */
    public static String text(Batch problem) {
        return BatchWriter.text(problem);
    }
}
