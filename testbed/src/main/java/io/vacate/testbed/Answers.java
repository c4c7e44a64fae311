package io.vacate.testbed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/** Reads the JSON that the testbed's commands print. */
final class Answers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Answers() {}

    /** Reads what {@code testbed/status --json} printed. */
    static List<TestbedHost> hosts(String text) {
        return StreamSupport.stream(field(parse(text), "hosts").spliterator(), false)
                .map(host -> new TestbedHost(
                        field(host, "name").asText(),
                        URI.create(field(host, "uri").asText()),
                        Path.of(field(host, "socket").asText()),
                        field(host, "reachable").asBoolean(),
                        strings(field(host, "guests"))))
                .toList();
    }

    /** Reads what {@code testbed/xen-status --json} printed. */
    static List<XenNode> nodes(String text) {
        return StreamSupport.stream(field(parse(text), "nodes").spliterator(), false)
                .map(node -> new XenNode(
                        field(node, "name").asText(),
                        URI.create(field(node, "uri").asText()),
                        URI.create(field(node, "peer_uri").asText()),
                        field(node, "reachable").asBoolean(),
                        strings(field(node, "guests")),
                        strings(field(node, "inactive"))))
                .toList();
    }

    /** Tells from what {@code testbed/xen-status --json} printed whether guests can migrate live. */
    static boolean canMigrateLive(String text) {
        return field(parse(text), "live").asBoolean();
    }

    /** Tells whether the array of that name is empty. */
    static boolean isEmpty(String text, String name) {
        return field(parse(text), name).isEmpty();
    }

    /** Reads what {@code testbed/check --json} printed. */
    static CheckResult check(String text) {
        JsonNode result = parse(text);
        return new CheckResult(
                field(result, "ok").asBoolean(),
                field(result, "alive").asBoolean(),
                strings(field(result, "hosts")),
                field(result, "pages_verified").asLong(),
                field(result, "bad_pages").asLong(),
                Duration.ofMillis(field(result, "longest_gap_ms").asLong()),
                Duration.ofMillis(field(result, "longest_gap_since_check_ms").asLong()),
                strings(field(result, "problems")));
    }

    /** Reads what {@code testbed/eavesdrop} printed. */
    static Eavesdropping eavesdropping(String text) {
        JsonNode heard = parse(text);
        return new Eavesdropping(
                field(heard, "bytes").asLong(), field(heard, "readable_pages").asLong());
    }

    /** Reads what {@code testbed/traffic} printed of a host with a migration network. */
    static Traffic traffic(String text) {
        JsonNode traffic = parse(text);
        return new Traffic(
                field(traffic, "management_bytes").asLong(),
                field(traffic, "migration_bytes").asLong(),
                field(traffic, "migration_address").asText());
    }

    /** Reads what {@code testbed/images} printed. */
    static GuestImages images(String text) {
        JsonNode images = parse(text);
        return new GuestImages(
                Path.of(field(images, "emulator").asText()),
                Path.of(field(images, "kernel").asText()),
                Path.of(field(images, "initramfs").asText()),
                Path.of(field(images, "collector").asText()));
    }

    private static List<String> strings(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static JsonNode field(JsonNode node, String name) {
        JsonNode field = node.get(name);
        if (field == null) {
            throw new TestbedException("the testbed's answer lacks '" + name + "': " + node);
        }
        return field;
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new TestbedException("the testbed's answer is not JSON: " + text, e);
        }
    }
}
