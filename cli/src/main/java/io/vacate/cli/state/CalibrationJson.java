package io.vacate.cli.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Quantity;

/** What was learned as JSON: the samples of each quantity. */
final class CalibrationJson {
    private CalibrationJson() {}

    static ObjectNode write(Calibration calibration) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode all = node.putArray("samples");
        calibration.samples().forEach((quantity, seen) -> {
            ArrayNode values = all.addObject()
                    .put("kind", quantity.kind().name())
                    .put("subject", quantity.subject())
                    .putArray("values");
            seen.forEach(values::add);
        });
        return node;
    }

    /**
     * Reads a calibration.
     *
     * @throws IllegalArgumentException if something in it is missing or out of its range
     */
    static Calibration read(JsonNode node) {
        Calibration calibration = Calibration.prior();
        for (JsonNode sample : array(node, "samples")) {
            Quantity.Kind kind = Quantity.Kind.valueOf(sample.path("kind").asText());
            Quantity quantity = new Quantity(kind, sample.path("subject").asText());
            for (JsonNode value : array(sample, "values")) {
                calibration = calibration.with(quantity, kind.checked(value.asDouble(Double.NaN)));
            }
        }
        return calibration;
    }

    private static JsonNode array(JsonNode node, String field) {
        JsonNode array = node.path(field);
        if (!array.isArray()) {
            throw new IllegalArgumentException("'%s' is missing or not a list".formatted(field));
        }
        return array;
    }
}
