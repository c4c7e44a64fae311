package io.vacate.cli.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.VM;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.unit.DataSize;

/** How one migration ended, as JSON. */
public final class OutcomeJson {
    private OutcomeJson() {}

    /** Returns the document of a command that ends one migration, but for its exit code. */
    public static ObjectNode document(String command, VM vm, MigrationOutcome outcome) {
        ObjectNode document = JsonDocument.object()
                .put("command", command)
                .put("name", vm.name())
                .put("id", vm.id().toString())
                .put("from", vm.host().uri().toString());
        if (outcome instanceof MigrationOutcome.Completed completed) {
            document.put("outcome", "moved")
                    .put("location", completed.destination().toString())
                    .put("location_state", "running")
                    .put("location_detail", "on " + completed.destination())
                    .put("message", "");
        } else if (outcome instanceof MigrationOutcome.Cancelled cancelled) {
            LocationJson.put(document.put("outcome", "cancelled"), cancelled.location())
                    .put("message", "it was cancelled");
        } else if (outcome instanceof MigrationOutcome.Failed failed) {
            LocationJson.put(document.put("outcome", "failed"), failed.location())
                    .put("message", String.valueOf(failed.cause().getMessage()));
        }
        return document.put(
                        "actual_seconds",
                        JsonDocument.seconds(outcome.statistics().total()))
                .put(
                        "transferred_bytes",
                        outcome.statistics().transferred().map(DataSize::bytes).orElse(null));
    }
}
