package io.vacate.cli.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.cli.display.Learned;

/** What migrations taught, as JSON. */
public final class LearnedJson {
    private LearnedJson() {}

    /** Puts each quantity before and after, and how accurate predictions are expected to be. */
    public static void put(ObjectNode document, Learned learned) {
        ArrayNode quantities = document.putArray("quantities");
        for (Learned.Row row : learned.rows()) {
            ObjectNode node = quantities
                    .addObject()
                    .put("quantity", HostsJson.word(row.quantity().kind()))
                    .put("of", row.quantity().subject());
            if (row.before().isPresent()) {
                node.put("before", row.before().getAsDouble());
            } else {
                node.putNull("before");
            }
            node.put("after", row.after()).put("samples", row.samples());
        }
        document.putObject("expected_error_percent")
                .put("before", tenths(Learned.accuracyPercent(learned.before())))
                .put("after", tenths(Learned.accuracyPercent(learned.after())));
        document.putObject("expected_group_error_percent")
                .put("before", tenths(Learned.groupAccuracyPercent(learned.before())))
                .put("after", tenths(Learned.groupAccuracyPercent(learned.after())));
    }

    /** Rounds to tenths. */
    public static double tenths(double value) {
        return Math.round(10 * value) / 10.0;
    }
}
