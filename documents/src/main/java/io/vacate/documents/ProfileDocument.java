package io.vacate.documents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.vm.VmId;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.profile.HypervisorProfile;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that predictions need, as one document: JSON of the format {@value #FORMAT}, of which every part may be missing.
 *
 * <p>What is written is read again as it was, to the last bit. A document says times in seconds ({@code …_seconds}), sizes in
 * bytes ({@code …_bytes}) and rates in bytes a second ({@code …_bytes_per_second}); sizes and rates may also be texts with a
 * unit, such as {@code "512MiB"} or {@code "1Gbit/s"}. Whatever it does not know, contradicts itself or is absurd it refuses,
 * see {@link ProfileFormatException}.
 *
 * @param vms VMs, each once
 * @param network hosts and what connects them
 * @param calibration what was learned and what is assumed of the hypervisor; the prior where the document has neither
 */
public record ProfileDocument(List<VmProfile> vms, Optional<NetworkProfile> network, Calibration calibration) {
    /** Name and version of the format. */
    public static final String FORMAT = "vacate-profile/1";

    /**
     * Checks the VMs.
     *
     * @throws IllegalArgumentException if one comes twice
     */
    public ProfileDocument {
        vms = List.copyOf(vms);
        Set<VmId> seen = new HashSet<>();
        for (VmProfile vm : vms) {
            if (!seen.add(vm.id())) {
                throw new IllegalArgumentException("VM '%s' (%s) comes twice".formatted(vm.name(), vm.id()));
            }
        }
    }

    /** Returns the document that has nothing but what was learned. */
    public static ProfileDocument of(Calibration calibration) {
        return new ProfileDocument(List.of(), Optional.empty(), calibration);
    }

    /**
     * Reads a document.
     *
     * @throws ProfileFormatException if it is no JSON, or not this format; the message says where
     */
    public static ProfileDocument parse(String text) {
        return read(JsonValue.parse(text));
    }

    /**
     * Reads a document that is part of another.
     *
     * @throws ProfileFormatException if it is not this format; the message names the field
     */
    public static ProfileDocument of(JsonNode tree) {
        return read(JsonValue.of(tree));
    }

    private static ProfileDocument read(JsonValue root) {
        JsonFields fields = root.fields();
        JsonValue format = fields.required("format");
        if (!format.text().equals(FORMAT)) {
            throw format.wrong("is not the format that this version reads, which is " + FORMAT);
        }
        List<VmProfile> vms = vms(fields.list("vms"));
        Optional<JsonValue> hosts = fields.optional("hosts");
        Optional<JsonValue> network = fields.optional("network");
        Optional<NetworkProfile> connected = hosts.isPresent() || network.isPresent()
                ? Optional.of(NetworkJson.read(hosts.map(JsonValue::list).orElse(List.of()), network))
                : Optional.empty();
        HypervisorProfile assumed =
                fields.optional("hypervisor").map(HypervisorJson::read).orElse(HypervisorProfile.PRIOR);
        Calibration calibration = CalibrationJson.read(assumed, fields.list("calibration"));
        fields.requireNoOthers();
        return new ProfileDocument(vms, connected, calibration);
    }

    private static List<VmProfile> vms(List<JsonValue> elements) {
        List<VmProfile> vms = new ArrayList<>();
        Set<VmId> seen = new HashSet<>();
        for (JsonValue element : elements) {
            VmProfile vm = VmJson.read(element);
            if (!seen.add(vm.id())) {
                throw element.wrong("is the second VM '%s' (%s)".formatted(vm.name(), vm.id()));
            }
            vms.add(vm);
        }
        return vms;
    }

    /** Returns the document as a tree, to be written or made part of another. */
    public ObjectNode toJson() {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("format", FORMAT);
        if (!vms.isEmpty()) {
            ArrayNode list = document.putArray("vms");
            vms.forEach(vm -> VmJson.write(list.addObject(), vm));
        }
        network.ifPresent(
                connected -> NetworkJson.write(document.putArray("hosts"), document.putObject("network"), connected));
        if (!calibration.assumed().equals(HypervisorProfile.PRIOR)) {
            HypervisorJson.write(document.putObject("hypervisor"), calibration.assumed());
        }
        if (!calibration.samples().isEmpty()) {
            CalibrationJson.write(document.putArray("calibration"), calibration);
        }
        return document;
    }

    /** Returns the document as a text. */
    public String text() {
        return JsonTexts.lines(toJson());
    }
}
