package io.vacate.model.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.model.estimate.Estimate;
import io.vacate.model.plan.batch.BatchAction;
import io.vacate.model.plan.batch.BatchPlan;
import java.time.Duration;
import java.util.Locale;

/**
 * Plans of batches as JSON of the format {@value #SCHEMA}: {@code actions} of the types {@code migrate}, {@code suspend},
 * {@code boot} and {@code shutdown}, with {@code start_s}, {@code end_s} and, of migrations, {@code mbit_s}. Also {@code makespan_s},
 * {@code bound_s} and {@code bound_reason}, and of each action the positions of those that come {@code after} which it starts.
 * Where the physics knows how far off it may be there are {@code aggregate_time_s} and, of each migration, {@code latency_s} and
 * {@code downtime_s}, with the quantiles {@code p05}, {@code p50} and {@code p95}. {@code detours} names VMs that go by a third host,
 * and that host; {@code suspensions_s} those that are suspended to make room, and for how long they stand still.
 */
public final class BatchPlanDocument {
    /** Name and version of the format. */
    public static final String SCHEMA = "vm-migration-plan/1";

    private BatchPlanDocument() {}

    /** Returns a plan as a text. */
    public static String text(BatchPlan plan) {
        ObjectNode root =
                JsonNodeFactory.instance.objectNode().put("schema", SCHEMA).put("instance", plan.problem());
        Numbers.putSeconds(root, "makespan_s", plan.makespan());
        Numbers.putSeconds(root, "bound_s", plan.bound().time());
        root.put("bound_reason", plan.bound().reason());
        plan.aggregateTime().ifPresent(time -> putEstimate(root, "aggregate_time_s", time));
        if (!plan.detours().isEmpty()) {
            ObjectNode detours = root.putObject("detours");
            plan.detours().forEach(detours::put);
        }
        if (!plan.suspensions().isEmpty()) {
            ObjectNode suspensions = root.putObject("suspensions_s");
            plan.suspensions().forEach((vm, time) -> Numbers.putSeconds(suspensions, vm, time));
        }
        ArrayNode actions = root.putArray("actions");
        plan.actions().forEach(action -> write(actions.addObject(), action));
        return JsonTexts.lines(root);
    }

    private static void write(ObjectNode node, BatchAction action) {
        if (action instanceof BatchAction.Migrate migrate) {
            node.put("type", "migrate").put("vm", migrate.vm());
            node.put("from", migrate.from()).put("to", migrate.to());
            node.put("mode", migrate.mode().name().toLowerCase(Locale.ROOT));
            BatchUnits.putMegabits(node, "mbit_s", migrate.rate());
            migrate.prediction().ifPresent(each -> {
                putEstimate(node, "latency_s", each.totalTime());
                putEstimate(node, "downtime_s", each.downtime());
            });
        } else if (action instanceof BatchAction.Suspend suspend) {
            node.put("type", "suspend").put("vm", suspend.vm()).put("host", suspend.host());
        } else if (action instanceof BatchAction.Boot boot) {
            node.put("type", "boot").put("host", boot.host());
        } else if (action instanceof BatchAction.Shutdown shutdown) {
            node.put("type", "shutdown").put("host", shutdown.host());
        }
        Numbers.putSeconds(node, "start_s", action.start());
        Numbers.putSeconds(node, "end_s", action.end());
        ArrayNode after = node.putArray("after");
        action.predecessors().forEach(after::add);
    }

    private static void putEstimate(ObjectNode node, String key, Estimate<Duration> estimate) {
        ObjectNode quantiles = node.putObject(key);
        Numbers.putSeconds(quantiles, "p05", estimate.p05());
        Numbers.putSeconds(quantiles, "p50", estimate.p50());
        Numbers.putSeconds(quantiles, "p95", estimate.p95());
    }
}
