package io.vacate.documents;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.Action;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.ModeKind;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Actions of a plan as JSON. */
final class ActionJson {
    private ActionJson() {}

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static void write(ObjectNode node, Action action) {
        node.put("id", action.id());
        if (action instanceof Action.Migrate move) {
            node.put("type", "migrate").put("vm", move.vm());
            node.put("from", move.from()).put("to", move.to());
            node.put("mode", word(ModeKind.of(move.how().mode())));
            BatchUnits.putMegabits(node, "mbit_s", move.rate());
            move.prediction().ifPresent(each -> {
                PlanDocument.putEstimate(node, "latency_s", each.totalTime());
                PlanDocument.putEstimate(node, "downtime_s", each.downtime());
            });
        } else if (action instanceof Action.Suspend suspend) {
            node.put("type", "suspend").put("vm", suspend.vm()).put("host", suspend.host());
        } else if (action instanceof Action.Resume resume) {
            node.put("type", "resume").put("vm", resume.vm());
            node.put("from", resume.from()).put("to", resume.to());
            BatchUnits.putMegabits(node, "mbit_s", resume.rate());
        } else if (action instanceof Action.Boot boot) {
            node.put("type", "boot").put("host", boot.host());
        } else if (action instanceof Action.Shutdown shutdown) {
            node.put("type", "shutdown").put("host", shutdown.host());
        }
        Numbers.putSeconds(node, "start_s", action.start());
        Numbers.putSeconds(node, "end_s", action.end());
        ArrayNode after = node.putArray("after");
        action.predecessors().forEach(after::add);
    }

    static Action read(JsonValue value) {
        JsonFields fields = value.fields();
        JsonValue type = fields.required("type");
        String kind = type.text();
        Duration start = fields.required("start_s").seconds();
        JsonValue last = fields.required("end_s");
        Duration end = last.seconds();
        if (end.compareTo(start) < 0) {
            throw last.wrong("must not be before start_s (%s s)".formatted(start.toNanos() / 1e9));
        }
        List<String> after = fields.list("after").stream().map(JsonValue::text).toList();
        Action action = switch (kind) {
            case "migrate" -> migrate(fields, start, end, after);
            case "suspend" -> {
                String vm = fields.required("vm").text();
                yield new Action.Suspend(
                        id(fields, kind, vm), vm, fields.required("host").text(), start, end, after);
            }
            case "resume" -> {
                String vm = fields.required("vm").text();
                yield new Action.Resume(
                        id(fields, kind, vm),
                        vm,
                        fields.required("from").text(),
                        fields.required("to").text(),
                        start,
                        end,
                        rate(fields),
                        after);
            }
            case "boot" -> {
                String host = fields.required("host").text();
                yield new Action.Boot(id(fields, kind, host), host, start, end, after);
            }
            case "shutdown" -> {
                String host = fields.required("host").text();
                yield new Action.Shutdown(id(fields, kind, host), host, start, end, after);
            }
            default -> throw type.wrong("must be one of migrate, suspend, resume, boot, shutdown");
        };
        fields.optional("latency_s");
        fields.optional("downtime_s");
        fields.requireKnown();
        return action;
    }

    private static Action migrate(JsonFields fields, Duration start, Duration end, List<String> after) {
        String vm = fields.required("vm").text();
        ModeKind mode = fields.optional("mode")
                .map(field -> field.constant(ModeKind.class))
                .orElse(ModeKind.PRE_COPY);
        return new Action.Migrate(
                id(fields, "migrate", vm),
                vm,
                fields.required("from").text(),
                fields.required("to").text(),
                Tuning.of(mode.plain()),
                start,
                end,
                rate(fields),
                after,
                Optional.empty());
    }

    private static DataRate rate(JsonFields fields) {
        return BatchUnits.megabits(fields.required("mbit_s"));
    }

    /** Plans of others have no ids. */
    private static String id(JsonFields fields, String kind, String what) {
        return fields.optional("id").map(JsonValue::text).orElse(kind + " " + what);
    }
}
