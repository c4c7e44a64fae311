package io.vacate.documents;

import io.vacate.api.vm.VmId;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.Plan;
import io.vacate.model.batch.Strategy;
import io.vacate.model.estimate.Estimate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads plans. */
final class PlanReader {
    private PlanReader() {}

    static PlanDocument read(JsonValue root) {
        JsonFields fields = root.fields();
        JsonValue schema = fields.required("schema");
        if (!schema.text().equals(PlanDocument.SCHEMA)) {
            throw schema.wrong("is not the format that this version reads, which is " + PlanDocument.SCHEMA);
        }
        String batch = fields.required("instance").text();
        Strategy strategy = fields.optional("strategy")
                .map(field -> field.constant(Strategy.class))
                .orElse(Strategy.MIXED);
        Duration makespan = fields.required("makespan_s").seconds();
        Plan.Bound bound = new Plan.Bound(
                fields.optional("bound_s").map(JsonValue::seconds).orElse(Duration.ZERO),
                fields.optional("bound_reason").map(JsonValue::text).orElse("not known"));
        List<Action> actions = actions(fields.required("actions").list());
        Map<String, String> hosts = new LinkedHashMap<>();
        fields.optional("hosts")
                .ifPresent(value -> value.members().forEach((name, uri) -> hosts.put(name, uri.text())));
        Map<String, VmId> vms = new LinkedHashMap<>();
        fields.optional("vms")
                .ifPresent(value ->
                        value.members().forEach((name, id) -> vms.put(name, id.checked(() -> VmId.parse(id.text())))));
        List<String> options =
                fields.list("options").stream().map(JsonValue::text).toList();
        Optional<Estimate<Duration>> aggregateTime =
                fields.optional("aggregate_time_s").map(PlanReader::estimate);
        List<Plan.Alternative> alternatives = fields.list("alternatives").stream()
                .map(PlanReader::alternative)
                .toList();
        for (String derived : List.of("detours", "suspensions_s")) {
            fields.optional(derived);
        }
        boolean reservesRates =
                fields.optional("reserves_rates").map(JsonValue::flag).orElse(false);
        fields.requireKnown();
        return new PlanDocument(
                new Plan(batch, strategy, actions, makespan, aggregateTime, bound, alternatives),
                hosts,
                vms,
                options,
                reservesRates);
    }

    private static Estimate<Duration> estimate(JsonValue value) {
        JsonFields fields = value.fields();
        List<Duration> times = Stream.of("p05", "p25", "p50", "p75", "p90", "p95", "mean")
                .map(name -> fields.required(name).seconds())
                .toList();
        fields.requireKnown();
        return value.checked(() -> new Estimate<>(
                times.get(0), times.get(1), times.get(2), times.get(3), times.get(4), times.get(5), times.get(6)));
    }

    private static Plan.Alternative alternative(JsonValue value) {
        JsonFields fields = value.fields();
        Plan.Alternative alternative = new Plan.Alternative(
                fields.required("strategy").constant(Strategy.class),
                fields.required("at_once").count(0, Integer.MAX_VALUE),
                fields.required("makespan_s").seconds(),
                fields.required("downtime_s").seconds(),
                fields.required("not_converging").count(0, Integer.MAX_VALUE));
        fields.requireKnown();
        return alternative;
    }

    private static List<Action> actions(List<JsonValue> elements) {
        List<Action> actions = new ArrayList<>();
        Set<String> before = new HashSet<>();
        for (JsonValue element : elements) {
            Action action = ActionJson.read(element);
            for (String other : action.predecessors()) {
                if (!before.contains(other)) {
                    throw element.wrong("waits for '%s', which does not come before it".formatted(other));
                }
            }
            if (!before.add(action.id())) {
                throw element.wrong("has the id '%s' of another".formatted(action.id()));
            }
            actions.add(action);
        }
        return actions;
    }
}
