package io.vacate.cli.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.model.plan.batch.BatchPlan;
import io.vacate.model.plan.batch.BatchProblem;
import java.time.Duration;

/** Plans of batches, as {@code vacate plan --json} prints them. */
public final class PlanJson {
    private PlanJson() {}

    /** Returns the summary of a plan. */
    public static ObjectNode planned(BatchProblem problem, BatchPlan plan, Duration took) {
        return JsonDocument.object()
                .put("command", "plan")
                .put("instance", plan.problem())
                .put("migrations", problem.moving().size())
                .put("makespan_seconds", JsonDocument.seconds(plan.makespan()))
                .put("bound_seconds", JsonDocument.seconds(plan.bound().time()))
                .put("bound_reason", plan.bound().reason())
                .put("is_proven_optimal", plan.isProvenOptimal())
                .put("planning_seconds", JsonDocument.seconds(took));
    }
}
