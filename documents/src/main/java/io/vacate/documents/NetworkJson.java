package io.vacate.documents;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.unit.DataRate;
import io.vacate.model.profile.HostProfile;
import io.vacate.model.profile.Link;
import io.vacate.model.profile.NetworkBuilder;
import io.vacate.model.profile.NetworkProfile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A network as JSON: its links, how they are used, and the hosts at their ends. */
final class NetworkJson {
    private static final double LEAST_EFFICIENCY = 1e-6;
    private static final double MOST_SLOWDOWN = 0.999_999;

    /** Links are built with what they carry: what they are sold as was multiplied already. */
    private final NetworkBuilder builder = NetworkProfile.builder().efficiency(1);

    private final Set<String> hosts = new LinkedHashSet<>();
    private final Set<String> links = new LinkedHashSet<>();

    private NetworkJson() {}

    /** Reads the hosts and the network between them; either may be missing, not both. */
    static NetworkProfile read(List<JsonValue> hosts, Optional<JsonValue> network) {
        NetworkJson all = new NetworkJson();
        for (JsonValue element : hosts) {
            HostProfile host = HostJson.read(element);
            element.checked(() -> all.builder.host(host));
            all.hosts.add(host.name());
        }
        return network.map(all::read).orElseGet(all.builder::build);
    }

    private NetworkProfile read(JsonValue network) {
        JsonFields fields = network.fields();
        double efficiency = fields.optional("efficiency")
                .map(field -> field.number(LEAST_EFFICIENCY, 1))
                .orElse(NetworkProfile.PRIOR_EFFICIENCY);
        fields.list("nics").forEach(nic -> nic(nic, efficiency));
        fields.list("links").forEach(link -> link(link, efficiency));
        fields.list("routes").forEach(this::route);
        fields.optional("stream_cap_bytes_per_second")
                .map(JsonValue::positiveRate)
                .ifPresent(builder::streamCap);
        fields.optional("reverse_slowdown")
                .map(field -> field.number(0, MOST_SLOWDOWN))
                .ifPresent(builder::reverseSlowdown);
        List<JsonValue> caps = fields.list("stream_caps");
        fields.requireNoOthers();
        NetworkProfile result = builder.build();
        for (JsonValue cap : caps) {
            result = withCap(result, cap);
        }
        return result;
    }

    private void nic(JsonValue value, double efficiency) {
        JsonFields fields = value.fields();
        String host = fields.required("host").text();
        DataRate rate = capacity(value, fields, efficiency);
        fields.requireNoOthers();
        if (hosts.add(host)) {
            builder.host(host);
        }
        addLink(value, NetworkProfile.upLink(host), rate);
        addLink(value, NetworkProfile.downLink(host), rate);
    }

    private void link(JsonValue value, double efficiency) {
        JsonFields fields = value.fields();
        String name = fields.required("name").text();
        DataRate rate = capacity(value, fields, efficiency);
        fields.requireNoOthers();
        addLink(value, name, rate);
    }

    private void addLink(JsonValue value, String name, DataRate rate) {
        value.checked(() -> builder.link(name, rate));
        links.add(name);
    }

    /** Returns what a link carries of memory pages: as it was measured, or its speed as sold times the efficiency. */
    private static DataRate capacity(JsonValue value, JsonFields fields, double efficiency) {
        Optional<DataRate> speed = fields.optional("speed_bytes_per_second").map(JsonValue::positiveRate);
        Optional<DataRate> capacity =
                fields.optional("capacity_bytes_per_second").map(JsonValue::positiveRate);
        if (speed.isPresent() == capacity.isPresent()) {
            throw value.wrong("must have either speed_bytes_per_second or capacity_bytes_per_second");
        }
        return capacity.orElseGet(() -> DataRate.ofBytesPerSecond(
                Math.max(1, (long) (speed.orElse(DataRate.ZERO).bytesPerSecond() * efficiency))));
    }

    private void route(JsonValue value) {
        JsonFields fields = value.fields();
        String from = host(fields.required("from"));
        String to = host(fields.required("to"));
        List<String> used = new ArrayList<>();
        for (JsonValue element : fields.required("links").list()) {
            String name = element.text();
            if (!links.contains(name)) {
                throw element.wrong("is not one of the links: " + String.join(", ", links));
            }
            used.add(name);
        }
        fields.requireNoOthers();
        value.checked(() -> builder.route(from, to, used));
    }

    private String host(JsonValue field) {
        String name = field.text();
        if (!hosts.contains(name)) {
            throw field.wrong("is not one of the hosts: " + String.join(", ", hosts));
        }
        return name;
    }

    private NetworkProfile withCap(NetworkProfile network, JsonValue value) {
        JsonFields fields = value.fields();
        String from = host(fields.required("from"));
        String to = host(fields.required("to"));
        DataRate cap = fields.required("rate_bytes_per_second").positiveRate();
        fields.requireNoOthers();
        return network.withStreamCap(from, to, cap);
    }

    /** Writes the hosts into one list and what connects them into {@code node}. */
    static void write(ArrayNode hostList, ObjectNode node, NetworkProfile network) {
        network.hosts().forEach(host -> HostJson.write(hostList.addObject(), network.host(host)));
        ArrayNode linkList = node.putArray("links");
        for (Link link : network.links()) {
            linkList.addObject()
                    .put("name", link.name())
                    .put("capacity_bytes_per_second", link.capacity().bytesPerSecond());
        }
        ArrayNode routeList = node.putArray("routes");
        network.routes().forEach(route -> {
            ArrayNode used = routeList
                    .addObject()
                    .put("from", route.from())
                    .put("to", route.to())
                    .putArray("links");
            route.links().forEach(used::add);
        });
        network.streamCap().ifPresent(cap -> node.put("stream_cap_bytes_per_second", cap.bytesPerSecond()));
        ArrayNode capList = node.putArray("stream_caps");
        network.streamCaps()
                .forEach(cap -> capList.addObject()
                        .put("from", cap.from())
                        .put("to", cap.to())
                        .put("rate_bytes_per_second", cap.rate().bytesPerSecond()));
        node.put("reverse_slowdown", network.reverseSlowdown());
    }
}
