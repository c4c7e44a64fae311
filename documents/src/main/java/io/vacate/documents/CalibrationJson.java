package io.vacate.documents;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.migration.Buffer;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Quantity;
import io.vacate.model.live.Residuals.Residual;
import io.vacate.model.profile.HypervisorProfile;
import io.vacate.model.profile.ModeKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What was learned as JSON: the samples of each quantity. */
final class CalibrationJson {
    private CalibrationJson() {}

    static Calibration read(HypervisorProfile assumed, List<JsonValue> quantities) {
        Map<Quantity, List<Double>> samples = new LinkedHashMap<>();
        for (JsonValue element : quantities) {
            JsonFields fields = element.fields();
            Quantity.Kind kind = fields.required("quantity").constant(Quantity.Kind.class);
            Quantity quantity = new Quantity(kind, subject(kind, fields));
            List<Double> seen = new ArrayList<>();
            for (JsonValue sample : fields.required("samples").list()) {
                double number = sample.number(-Double.MAX_VALUE, Double.MAX_VALUE);
                seen.add(sample.checked(() -> kind.checked(number)));
            }
            fields.requireNoOthers();
            if (samples.put(quantity, seen) != null) {
                throw element.wrong("is the second of %s".formatted(quantity));
            }
        }
        return new Calibration(assumed, samples);
    }

    private static String subject(Quantity.Kind kind, JsonFields fields) {
        Optional<JsonValue> subject = fields.optional("of");
        return switch (kind) {
            case OVERHEAD -> fields.required("of").constant(ModeKind.class).name();
            case SUSPEND_RATE, COPY_RATE, RESUME_RATE ->
                fields.required("of").constant(Buffer.class).name();
            case PATH_RATE, LINK_RATE, FIRST_ROUND, ROUND_RATE ->
                fields.required("of").text();
            case LIVE_RESIDUAL -> {
                JsonValue share = fields.required("of");
                share.checked(() -> new Residual(Double.parseDouble(share.text()), 0));
                yield share.text();
            }
            default -> subject.map(JsonValue::text).orElse("");
        };
    }

    static void write(ArrayNode quantities, Calibration calibration) {
        calibration.samples().forEach((quantity, seen) -> {
            ObjectNode element = quantities
                    .addObject()
                    .put("quantity", quantity.kind().name().toLowerCase(Locale.ROOT));
            if (!quantity.subject().isEmpty()) {
                element.put("of", subject(quantity));
            }
            ArrayNode samples = element.putArray("samples");
            seen.forEach(samples::add);
        });
    }

    private static String subject(Quantity quantity) {
        return switch (quantity.kind()) {
            case OVERHEAD, SUSPEND_RATE, COPY_RATE, RESUME_RATE ->
                quantity.subject().toLowerCase(Locale.ROOT);
            default -> quantity.subject();
        };
    }
}
