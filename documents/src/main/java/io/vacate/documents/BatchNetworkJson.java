package io.vacate.documents;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.BatchLink;
import io.vacate.model.batch.BatchRoute;
import io.vacate.model.batch.BatchSwitch;
import io.vacate.model.batch.Hop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The network of a batch as JSON. Equal hops are one object: a large batch has tens of thousands. For one thread. */
final class BatchNetworkJson {
    private final Map<Hop, Hop> hops = new HashMap<>();

    BatchSwitch switchOf(JsonValue value) {
        JsonFields fields = value.fields();
        String id = fields.required("id").text();
        Optional<DataRate> capacity = fields.optional("capacity_mbps").map(BatchUnits::megabits);
        fields.requireKnown();
        return value.checked(() -> new BatchSwitch(id, capacity));
    }

    BatchLink link(JsonValue value) {
        JsonFields fields = value.fields();
        String id = fields.required("id").text();
        String a = fields.required("a").text();
        String b = fields.required("b").text();
        DataRate forward = BatchUnits.megabits(fields.required("capacity_mbps"));
        DataRate backward =
                fields.optional("capacity_ba_mbps").map(BatchUnits::megabits).orElse(forward);
        fields.optional("duplex").filter(how -> !how.text().equals("full")).ifPresent(how -> {
            throw how.wrong("must be full: each direction carries its capacity");
        });
        fields.requireKnown();
        return value.checked(() -> new BatchLink(id, a, b, forward, backward));
    }

    BatchRoute route(JsonValue value) {
        JsonFields fields = value.fields();
        String from = fields.required("from").text();
        String to = fields.required("to").text();
        List<Hop> used = fields.required("links").list().stream().map(this::hop).toList();
        DataRate limit = BatchUnits.megabits(fields.required("max_mbps"));
        fields.requireKnown();
        return value.checked(() -> new BatchRoute(from, to, used, limit));
    }

    private Hop hop(JsonValue value) {
        List<JsonValue> pair = value.list();
        if (pair.size() != 2) {
            throw value.wrong("must be a link and 'ab' or 'ba'");
        }
        String direction = pair.get(1).text();
        if (!direction.equals("ab") && !direction.equals("ba")) {
            throw pair.get(1).wrong("must be 'ab' or 'ba'");
        }
        return hops.computeIfAbsent(new Hop(pair.get(0).text(), direction.equals("ab")), hop -> hop);
    }

    static void write(ObjectNode node, BatchSwitch one) {
        node.put("id", one.id());
        one.capacity()
                .ifPresentOrElse(
                        rate -> BatchUnits.putMegabits(node, "capacity_mbps", rate),
                        () -> node.putNull("capacity_mbps"));
    }

    static void write(ObjectNode node, BatchLink link) {
        node.put("id", link.id()).put("a", link.a()).put("b", link.b());
        BatchUnits.putMegabits(node, "capacity_mbps", link.forward());
        if (!link.backward().equals(link.forward())) {
            BatchUnits.putMegabits(node, "capacity_ba_mbps", link.backward());
        }
        node.put("duplex", "full");
    }

    static void write(ObjectNode node, BatchRoute route) {
        node.put("from", route.from()).put("to", route.to());
        ArrayNode links = node.putArray("links");
        route.hops().forEach(hop -> links.addArray().add(hop.link()).add(hop.forward() ? "ab" : "ba"));
        BatchUnits.putMegabits(node, "max_mbps", route.limit());
    }
}
