package io.vacate.documents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.HypervisorProfile;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.RoundRule;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** A hypervisor as JSON; what is missing is as assumed before anything was measured. */
final class HypervisorJson {
    private HypervisorJson() {}

    static HypervisorProfile read(JsonValue value) {
        JsonFields fields = value.fields();
        HypervisorProfile result = HypervisorProfile.PRIOR;
        Optional<JsonValue> costs = fields.optional("costs");
        if (costs.isPresent()) {
            JsonFields byMode = costs.get().fields();
            for (ModeKind mode : ModeKind.values()) {
                Optional<JsonValue> own = byMode.optional(field(mode));
                result = own.isPresent() ? result.with(mode, costs(own.get())) : result;
            }
            byMode.requireNoOthers();
        }
        Duration storageSetUp = fields.optional("storage_set_up_seconds")
                .map(JsonValue::seconds)
                .orElse(result.storageSetUp());
        RoundRule rounds = fields.optional("rounds")
                .map(field -> field.constant(RoundRule.class))
                .orElse(result.rounds());
        fields.requireNoOthers();
        return new HypervisorProfile(result.costs(), storageSetUp, rounds);
    }

    private static String field(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static FixedCosts costs(JsonValue value) {
        JsonFields fields = value.fields();
        FixedCosts costs = new FixedCosts(
                seconds(fields, "set_up_seconds"),
                seconds(fields, "switch_over_seconds"),
                seconds(fields, "clean_up_seconds"));
        fields.requireNoOthers();
        return costs;
    }

    private static Duration seconds(JsonFields fields, String name) {
        return fields.optional(name).map(JsonValue::seconds).orElse(Duration.ZERO);
    }

    static void write(ObjectNode node, HypervisorProfile hypervisor) {
        ObjectNode costs = node.putObject("costs");
        for (ModeKind mode : ModeKind.values()) {
            ObjectNode own = costs.putObject(field(mode));
            Numbers.putSeconds(own, "set_up_seconds", hypervisor.costs(mode).setUp());
            Numbers.putSeconds(
                    own, "switch_over_seconds", hypervisor.costs(mode).switchOver());
            Numbers.putSeconds(own, "clean_up_seconds", hypervisor.costs(mode).cleanUp());
        }
        Numbers.putSeconds(node, "storage_set_up_seconds", hypervisor.storageSetUp());
        node.put("rounds", field(hypervisor.rounds()));
    }
}
