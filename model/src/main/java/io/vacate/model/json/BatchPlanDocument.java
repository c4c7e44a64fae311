package io.vacate.model.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.model.plan.batch.BatchAction;
import io.vacate.model.plan.batch.BatchPlan;
import java.util.Locale;

/**
 * Plans of batches as JSON of the format {@value #SCHEMA}: {@code actions} of the types {@code migrate}, {@code boot} and
 * {@code shutdown}, with {@code start_s}, {@code end_s} and, of migrations, {@code mbit_s}. Also {@code makespan_s},
 * {@code bound_s} and {@code bound_reason}, and of each action the positions of those that come {@code after} which it starts.
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
}
