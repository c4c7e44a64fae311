package io.vacate.cli.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.migration.VmLocation;
import org.jspecify.annotations.Nullable;

/** Where a VM was found, as JSON. */
final class LocationJson {
    private LocationJson() {}

    /** Adds {@code location}, {@code location_state} and {@code location_detail}. */
    static ObjectNode put(ObjectNode node, VmLocation location) {
        return node.put("location", place(location))
                .put("location_state", state(location))
                .put("location_detail", location.toString());
    }

    private static @Nullable String place(VmLocation location) {
        if (location instanceof VmLocation.Suspended buffered) {
            return buffered.host().toString();
        }
        return location instanceof VmLocation.OnHost at ? at.host().toString() : null;
    }

    static String state(VmLocation location) {
        if (location instanceof VmLocation.OnHost at) {
            return HostsJson.word(at.status().state());
        }
        if (location instanceof VmLocation.Suspended) {
            return "suspended";
        }
        return location instanceof VmLocation.Lost ? "lost" : "unknown";
    }
}
