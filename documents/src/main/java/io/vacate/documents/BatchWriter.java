package io.vacate.documents;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchLimits;
import io.vacate.model.batch.PowerModel;
import io.vacate.model.profile.NetworkProfile;
import java.util.Locale;

/** Writes batches of migrations. */
final class BatchWriter {
    private BatchWriter() {}

    static String text(Batch problem) {
        ObjectNode root = JsonNodeFactory.instance
                .objectNode()
                .put("schema", BatchDocument.SCHEMA)
                .put("name", problem.name());
        if (problem.efficiency() != NetworkProfile.PRIOR_EFFICIENCY) {
            root.put("link_efficiency", problem.efficiency());
        }
        ArrayNode hosts = root.putArray("hosts");
        problem.hosts().forEach(host -> BatchHostJson.write(hosts.addObject(), host));
        ArrayNode switches = root.putArray("switches");
        problem.switches().forEach(one -> BatchNetworkJson.write(switches.addObject(), one));
        ArrayNode links = root.putArray("links");
        problem.links().forEach(link -> BatchNetworkJson.write(links.addObject(), link));
        ArrayNode vms = root.putArray("vms");
        problem.vms().forEach(vm -> BatchVmJson.write(vms.addObject(), vm));
        ArrayNode routes = root.putArray("routes");
        problem.routes().forEach(route -> BatchNetworkJson.write(routes.addObject(), route));
        constraints(root.putObject("constraints"), problem);
        problem.limits().power().ifPresent(power -> power(root.putObject("power"), power));
        return JsonTexts.lines(root);
    }

    private static void constraints(ObjectNode node, Batch problem) {
        BatchLimits limits = problem.limits();
        Numbers.putSeconds(node, "horizon_s", limits.horizon());
        limits.powerCapWatts().ifPresent(watts -> node.put("power_cap_w", watts));
        limits.migrationsAtOnce().ifPresent(most -> node.put("max_migrations", most));
        if (limits.detours()) {
            node.put("detours", true);
        }
        if (limits.forcesSwitchOver()) {
            node.put("force_switch_over", true);
        }
        if (!problem.precedences().isEmpty()) {
            ArrayNode list = node.putArray("precedences");
            problem.precedences()
                    .forEach(one -> list.addObject().put("before", one.before()).put("after", one.after()));
        }
        if (!problem.groups().isEmpty()) {
            ArrayNode list = node.putArray("groups");
            problem.groups().forEach(group -> {
                ArrayNode vms = list.addObject()
                        .put("kind", group.kind().name().toLowerCase(Locale.ROOT))
                        .putArray("vms");
                group.vms().forEach(vms::add);
            });
        }
    }

    private static void power(ObjectNode node, PowerModel power) {
        node.put("host_idle_w", power.hostWatts());
        node.put("boot_extra_w", power.bootWatts());
        node.put("vm_w", power.vmWatts());
        long mbps = Math.round(power.ratePerWatt().bytesPerSecond() / BatchUnits.BYTES_PER_MEGABIT);
        node.put("migration_w", "%d + floor(mbps / %d)".formatted(power.migrationWatts(), mbps));
    }
}
