package io.vacate.cli.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.cli.terminal.WallClock;
import io.vacate.model.batch.Plan;
import io.vacate.orchestrator.PreparedEvacuation;
import io.vacate.orchestrator.execute.VmMove;
import io.vacate.orchestrator.inventory.StayingVm;
import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.orchestrator.report.MoveReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Plans and reports as JSON. */
public final class EvacuationJson {
    private EvacuationJson() {}

    /** Returns the document of what would be done. */
    public static ObjectNode planned(String command, PreparedEvacuation prepared) {
        ObjectNode document = begin(command, "planned", prepared);
        prepared.request().by().ifPresent(by -> time(document, by, prepared));
        document.putNull("actual_seconds").putNull("error_percent");
        ArrayNode vms = document.putArray("vms");
        Map<String, VmId> vmOf = vmOf(prepared);
        for (VmMove move : prepared.moves()) {
            ObjectNode vm = prediction(vms.addObject(), move, prepared, vmOf);
            vm.put("outcome", "planned");
            vm.put("location", move.source().uri().toString());
        }
        end(document, prepared, prepared.staying(), List.of());
        return document;
    }

    /** Says when it must be done, when it can be, and what will be late if it starts now. */
    private static void time(ObjectNode document, Instant by, PreparedEvacuation prepared) {
        Instant now = WallClock.instant();
        Plan plan = prepared.plan();
        document.put("by", by.toString())
                .put("earliest", now.plus(plan.expected(plan.makespan())).toString())
                .put(
                        "latest_start",
                        by.minus(plan.around(plan.makespan()).p90()).toString());
        ArrayNode late = document.putArray("late");
        prepared.lateness(now).ifPresent(lateness -> lateness.vms().forEach(late::add));
    }

    /** Returns the document of what was done. */
    public static ObjectNode done(String command, PreparedEvacuation prepared, EvacuationReport report) {
        ObjectNode document = begin(command, HostsJson.word(report.status()), prepared);
        document.put("actual_seconds", JsonDocument.seconds(report.elapsed()));
        if (report.errorPercent().isPresent()) {
            document.put("error_percent", Math.round(10 * report.errorPercent().getAsDouble()) / 10.0);
        } else {
            document.putNull("error_percent");
        }
        ArrayNode vms = document.putArray("vms");
        Map<String, VmId> vmOf = vmOf(prepared);
        report.moves().forEach(move -> vm(vms.addObject(), move, prepared, vmOf));
        end(document, prepared, report.staying(), report.problems());
        return document;
    }

    private static ObjectNode begin(String command, String status, PreparedEvacuation prepared) {
        Plan plan = prepared.plan();
        ObjectNode document = JsonDocument.object();
        document.put("command", command).put("status", status).put("strategy", HostsJson.word(plan.strategy()));
        PredictionJson.times(document, plan.around(plan.makespan()));
        document.put(
                        "lower_bound_seconds",
                        JsonDocument.seconds(plan.expected(plan.bound().time())))
                .put("lower_bound_reason", plan.bound().reason())
                .put("gap", Math.round(1e4 * plan.gap()) / 1e4);
        HostsJson.brief(document.putArray("sources"), prepared.request().sources());
        HostsJson.brief(document.putArray("destinations"), prepared.request().destinations());
        return document;
    }

    private static void end(
            ObjectNode document, PreparedEvacuation prepared, List<StayingVm> all, List<String> problems) {
        ArrayNode staying = document.putArray("staying");
        for (StayingVm stay : all) {
            LocationJson.put(
                            staying.addObject()
                                    .put("name", stay.name())
                                    .put("id", stay.id().toString())
                                    .put("host", stay.host().toString())
                                    .put("state", LocationJson.state(stay.location())),
                            stay.location())
                    .put("left_behind", stay.isLeftBehind())
                    .put("reason", stay.reason());
        }
        ArrayNode failures = document.putArray("failures");
        prepared.leftOut()
                .forEach((uri, message) ->
                        failures.addObject().put("uri", uri.toString()).put("message", message));
        ArrayNode alternatives = document.putArray("alternatives");
        prepared.plan()
                .alternatives()
                .forEach(other -> alternatives
                        .addObject()
                        .put("strategy", HostsJson.word(other.strategy()))
                        .put("most_at_once", other.mostAtOnce())
                        .put(
                                "predicted_seconds",
                                JsonDocument.seconds(prepared.plan().expected(other.makespan())))
                        .put(
                                "predicted_p90_seconds",
                                JsonDocument.seconds(
                                        prepared.plan().around(other.makespan()).p90()))
                        .put("not_converging", other.notConverging()));
        ArrayNode limits = document.putArray("limits");
        prepared.limits().forEach(limits::add);
        ArrayNode assumptions = document.putArray("assumptions");
        prepared.assumptions().forEach(assumptions::add);
        ArrayNode array = document.putArray("problems");
        problems.forEach(array::add);
    }

    private static Map<String, VmId> vmOf(PreparedEvacuation prepared) {
        return prepared.moves().stream().collect(Collectors.toMap(VmMove::id, VmMove::vmId));
    }

    private static ObjectNode prediction(
            ObjectNode node, VmMove move, PreparedEvacuation prepared, Map<String, VmId> vmOf) {
        Plan plan = prepared.plan();
        node.put("name", move.vm().name())
                .put("id", move.vmId().toString())
                .put("action", move.id())
                .put("from", move.source().uri().toString())
                .put("to", move.destination().uri().toString())
                .put("memory_bytes", move.profile().memory().bytes())
                .put("used_memory_bytes", move.profile().usedMemory().bytes())
                .put(
                        "predicted_start_seconds",
                        JsonDocument.seconds(plan.expected(move.planned().start())))
                .put(
                        "predicted_end_seconds",
                        JsonDocument.seconds(plan.expected(move.planned().end())));
        move.planned().prediction().ifPresent(estimate -> PredictionJson.estimate(node, estimate));
        PreflightJson.findings(node, move.request(), prepared.findings(move.id()));
        ArrayNode after = node.putArray("after");
        move.predecessors().stream()
                .flatMap(id -> Optional.ofNullable(vmOf.get(id)).stream())
                .map(VmId::toString)
                .distinct()
                .forEach(after::add);
        return node;
    }

    private static void vm(ObjectNode node, MoveReport move, PreparedEvacuation prepared, Map<String, VmId> vmOf) {
        Optional<MigrationStatistics> statistics = move.statistics();
        prediction(node, move.result().move(), prepared, vmOf).put("outcome", HostsJson.word(move.outcome()));
        LocationJson.put(node, move.location())
                .put("message", move.message())
                .put("next", move.next())
                .put("attempts", move.result().attempts())
                .put("actual_seconds", move.actual().map(JsonDocument::seconds).orElse(null))
                .put(
                        "downtime_seconds",
                        statistics
                                .flatMap(MigrationStatistics::downtime)
                                .map(JsonDocument::seconds)
                                .orElse(null))
                .put(
                        "transferred_bytes",
                        statistics
                                .flatMap(MigrationStatistics::transferred)
                                .map(DataSize::bytes)
                                .orElse(null))
                .put(
                        "iterations",
                        statistics
                                .flatMap(
                                        all -> all.iterations().stream().boxed().findFirst())
                                .orElse(null));
    }
}
