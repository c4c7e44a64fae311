package io.vacate.libvirt.suspend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.host.HostId;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.Persistence;
import io.vacate.api.vm.VmId;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/**
 * What is under way, for whoever has to end it after a crash. Written once, before anything else changes, and never
 * changed: what cannot be read is a record that was still being written, and then the VM had not been touched.
 *
 * @param vm the VM
 * @param source the host that it leaves
 * @param sourceUri how this program reached it, for people
 * @param destination the host that it goes to
 * @param destinationUri how this program reached it, for people
 * @param buffer where its state waits
 * @param persistence whether the destination keeps its definition
 * @param definition how the source defined it
 * @param destinationXml its definition at the destination, where that changes
 * @param program the program at work, where that can be told
 */
record SuspendRecord(
        VmId vm,
        HostId source,
        String sourceUri,
        HostId destination,
        String destinationUri,
        Buffer buffer,
        Persistence persistence,
        Definition definition,
        Optional<String> destinationXml,
        Optional<ProgramId> program) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VERSION = 1;

    byte[] toJson() {
        ObjectNode json = JSON.createObjectNode();
        json.put("version", VERSION)
                .put("vm", vm.toString())
                .put("source", source.toString())
                .put("source_uri", sourceUri)
                .put("destination", destination.toString())
                .put("destination_uri", destinationUri)
                .put("buffer", buffer.name())
                .put("persistence", persistence.name())
                .put("name", definition.name())
                .put("xml", definition.xml())
                .put("persistent", definition.persistent())
                .put("autostart", definition.autostart());
        destinationXml.ifPresent(xml -> json.put("destination_xml", xml));
        program.ifPresent(at -> json.putObject("program")
                .put("boot", at.boot())
                .put("pid_namespace", at.pidNamespace())
                .put("pid", at.pid())
                .put("started", at.started()));
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Writing to memory failed", impossible);
        }
    }

    /** Reads a record; empty if it is not whole. */
    static Optional<SuspendRecord> parse(byte[] content) {
        try {
            JsonNode json = JSON.readTree(content);
            if (json == null || json.path("version").asInt() != VERSION) {
                return Optional.empty();
            }
            return Optional.of(new SuspendRecord(
                    VmId.parse(text(json, "vm")),
                    host(json, "source"),
                    text(json, "source_uri"),
                    host(json, "destination"),
                    text(json, "destination_uri"),
                    Buffer.valueOf(text(json, "buffer")),
                    Persistence.valueOf(text(json, "persistence")),
                    new Definition(
                            text(json, "name"),
                            text(json, "xml"),
                            json.path("persistent").asBoolean(),
                            json.path("autostart").asBoolean(),
                            0,
                            0),
                    Optional.ofNullable(json.get("destination_xml")).map(JsonNode::asText),
                    Optional.ofNullable(json.get("program")).map(SuspendRecord::program)));
        } catch (IOException | IllegalArgumentException torn) {
            return Optional.empty();
        }
    }

    private static ProgramId program(JsonNode json) {
        return new ProgramId(
                text(json, "boot"),
                text(json, "pid_namespace"),
                json.path("pid").asLong(),
                json.path("started").asLong());
    }

    private static HostId host(JsonNode json, String name) {
        return new HostId(UUID.fromString(text(json, name)));
    }

    private static String text(JsonNode json, String name) {
        JsonNode value = json.get(name);
        if (value == null || !value.isTextual()) {
            throw new IllegalArgumentException("there is no text '%s'".formatted(name));
        }
        return value.asText();
    }

    BufferNames atSource() {
        return new BufferNames(vm, source);
    }

    BufferNames atDestination() {
        return new BufferNames(vm, destination);
    }

    /** Tells whether there was a record: one that was made up from scraps has no definition. */
    boolean knowsDefinition() {
        return !definition.xml().isEmpty();
    }

    boolean persistentThere() {
        return switch (persistence) {
            case KEEP -> definition.persistent();
            case PERSISTENT -> true;
            case TRANSIENT -> false;
        };
    }

    /** Returns how the destination is to define it. */
    Definition thereDefined() {
        return new Definition(definition.name(), destinationXml.orElse(definition.xml()), true, false, 0, 0);
    }
}
