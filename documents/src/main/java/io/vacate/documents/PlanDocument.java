package io.vacate.documents;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.vm.VmId;
import io.vacate.model.batch.Plan;
import io.vacate.model.estimate.Estimate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A plan as JSON of the format {@value #SCHEMA}: {@code actions} of the types {@code migrate}, {@code suspend}, {@code resume},
 * {@code boot} and {@code shutdown}, each with an {@code id}, {@code start_s} and {@code end_s}, the ids of those that come
 * {@code after} which it starts and, of migrations, {@code mode} and {@code mbit_s}. Also {@code strategy}, {@code makespan_s},
 * {@code bound_s} and {@code bound_reason}. Where the physics knows how far off it may be there are {@code aggregate_time_s} and, of
 * each migration, {@code latency_s} and {@code downtime_s}, with quantiles such as {@code p05}, and {@code mean}.
 * {@code detours} names VMs that go by a third host, and that host; {@code suspensions_s} those that are suspended to make room,
 * and for how long they stand still; {@code alternatives} what other strategies would have led to.
 *
 * <p>{@code reserves_rates} is true where no migration may take more than its {@code mbit_s}; else that is an average.
 *
 * <p>A plan that can be applied also has {@code hosts} (their addresses by their names), {@code vms} (UUIDs by names) and
 * {@code options}, those of the command that VMs are to be moved with.
 *
 * <p>Predictions of single actions are for people, and not read again: who applies a plan predicts anew.
 *
 * @param plan the plan
 * @param hosts addresses of hosts, by the names that the plan has for them; empty of a plan of a mere batch
 * @param vms identities of VMs, by the names that the plan has for them; empty of a plan of a mere batch
 * @param options options of the command, as typed
 * @param reservesRates whether the plan only holds if no migration takes more than its rate; else migrations share links
 */
public record PlanDocument(
        Plan plan, Map<String, String> hosts, Map<String, VmId> vms, List<String> options, boolean reservesRates) {
    /** Name and version of the format. */
    public static final String SCHEMA = "vm-migration-plan/1";

    /** Copies the collections. */
    public PlanDocument {
        hosts = new LinkedHashMap<>(hosts);
        vms = new LinkedHashMap<>(vms);
        options = List.copyOf(options);
    }

    /** Returns the document of a plan of a batch that is of no real hosts. */
    public static PlanDocument of(Plan plan) {
        return new PlanDocument(
                plan, Map.of(), Map.of(), List.of(), plan.aggregateTime().isEmpty());
    }

    /**
     * Reads a plan.
     *
     * @throws ProfileFormatException if the text is no JSON, not this format or makes no sense; the message names the field
     *     and its value
     */
    public static PlanDocument parse(String text) {
        return PlanReader.read(JsonValue.parse(text));
    }

    /** Returns the document as a text. */
    public String text() {
        ObjectNode root =
                JsonNodeFactory.instance.objectNode().put("schema", SCHEMA).put("instance", plan.batch());
        root.put("strategy", ActionJson.word(plan.strategy()));
        Numbers.putSeconds(root, "makespan_s", plan.makespan());
        Numbers.putSeconds(root, "bound_s", plan.bound().time());
        root.put("bound_reason", plan.bound().reason());
        if (reservesRates) {
            root.put("reserves_rates", true);
        }
        plan.aggregateTime().ifPresent(time -> putEstimate(root, "aggregate_time_s", time));
        if (!plan.alternatives().isEmpty()) {
            ArrayNode others = root.putArray("alternatives");
            plan.alternatives().forEach(other -> alternative(others.addObject(), other));
        }
        if (!plan.detours().isEmpty()) {
            ObjectNode detours = root.putObject("detours");
            plan.detours().forEach(detours::put);
        }
        if (!plan.suspensions().isEmpty()) {
            ObjectNode suspensions = root.putObject("suspensions_s");
            plan.suspensions().forEach((vm, time) -> Numbers.putSeconds(suspensions, vm, time));
        }
        if (!hosts.isEmpty()) {
            ObjectNode addresses = root.putObject("hosts");
            hosts.forEach(addresses::put);
        }
        if (!vms.isEmpty()) {
            ObjectNode identities = root.putObject("vms");
            new TreeMap<>(vms).forEach((name, id) -> identities.put(name, id.toString()));
        }
        if (!options.isEmpty()) {
            ArrayNode words = root.putArray("options");
            options.forEach(words::add);
        }
        ArrayNode actions = root.putArray("actions");
        plan.actions().forEach(action -> ActionJson.write(actions.addObject(), action));
        return JsonTexts.lines(root);
    }

    private static void alternative(ObjectNode node, Plan.Alternative other) {
        node.put("strategy", ActionJson.word(other.strategy())).put("at_once", other.mostAtOnce());
        Numbers.putSeconds(node, "makespan_s", other.makespan());
        Numbers.putSeconds(node, "downtime_s", other.totalDowntime());
        node.put("not_converging", other.notConverging());
    }

    static void putEstimate(ObjectNode node, String key, Estimate<Duration> estimate) {
        ObjectNode quantiles = node.putObject(key);
        Numbers.putSeconds(quantiles, "p05", estimate.p05());
        Numbers.putSeconds(quantiles, "p25", estimate.p25());
        Numbers.putSeconds(quantiles, "p50", estimate.p50());
        Numbers.putSeconds(quantiles, "p75", estimate.p75());
        Numbers.putSeconds(quantiles, "p90", estimate.p90());
        Numbers.putSeconds(quantiles, "p95", estimate.p95());
        Numbers.putSeconds(quantiles, "mean", estimate.mean());
    }
}
