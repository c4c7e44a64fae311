package io.vacate.cli.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.Plan;
import java.time.Duration;

/** Plans of batches, as {@code vacate plan --json} prints them. */
public final class PlanJson {
    private PlanJson() {}

    /** Returns the summary of a plan. */
    public static ObjectNode planned(Batch problem, Plan plan, Duration took) {
        ObjectNode document = JsonDocument.object()
                .put("command", "plan")
                .put("instance", plan.batch())
                .put("migrations", problem.moving().size())
                .put("makespan_seconds", JsonDocument.seconds(plan.makespan()))
                .put("bound_seconds", JsonDocument.seconds(plan.bound().time()))
                .put("bound_reason", plan.bound().reason())
                .put("is_proven_optimal", plan.isProvenOptimal())
                .put("gap", Math.round(1e4 * plan.gap()) / 1e4)
                .put("strategy", HostsJson.word(plan.strategy()))
                .put("planning_seconds", JsonDocument.seconds(took));
        plan.aggregateTime()
                .ifPresent(time -> document.putObject("aggregate_time_seconds")
                        .put("p05", JsonDocument.seconds(time.p05()))
                        .put("p50", JsonDocument.seconds(time.p50()))
                        .put("p95", JsonDocument.seconds(time.p95())));
        ObjectNode detours = document.putObject("detours");
        plan.detours().forEach(detours::put);
        ObjectNode suspensions = document.putObject("suspensions_seconds");
        plan.suspensions().forEach((vm, time) -> suspensions.put(vm, JsonDocument.seconds(time)));
        ArrayNode alternatives = document.putArray("alternatives");
        plan.alternatives()
                .forEach(other -> alternatives
                        .addObject()
                        .put("strategy", HostsJson.word(other.strategy()))
                        .put("most_at_once", other.mostAtOnce())
                        .put("makespan_seconds", JsonDocument.seconds(other.makespan())));
        return document;
    }
}
