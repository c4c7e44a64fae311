package io.vacate.cli.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.VM;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataSize;

/** How one migration ended, as JSON. */
public final class OutcomeJson {
    private OutcomeJson() {}

    /**
     * Returns the document of a command that ends one migration, but for its exit code.
     *
     * @param location where the VM is
     */
    public static ObjectNode document(String command, VM vm, MigrationOutcome outcome, VmLocation location) {
        ObjectNode document = JsonDocument.object()
                .put("command", command)
                .put("name", vm.name())
                .put("id", vm.id().toString())
                .put("from", vm.host().uri().toString());
        if (outcome instanceof MigrationOutcome.Failed failed) {
            document.put("outcome", "failed")
                    .put("message", String.valueOf(failed.cause().getMessage()));
        } else if (outcome instanceof MigrationOutcome.Cancelled) {
            document.put("outcome", "cancelled").put("message", "it was cancelled");
        } else {
            document.put("outcome", "moved").put("message", "it is " + location);
        }
        LocationJson.put(document, location);
        return document.put(
                        "actual_seconds",
                        JsonDocument.seconds(outcome.statistics().total()))
                .put(
                        "transferred_bytes",
                        outcome.statistics().transferred().map(DataSize::bytes).orElse(null));
    }
}
