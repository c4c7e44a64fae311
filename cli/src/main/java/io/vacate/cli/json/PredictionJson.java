package io.vacate.cli.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.cli.display.GroupPrediction;
import io.vacate.cli.display.Prediction;
import io.vacate.model.estimate.Convergence;
import io.vacate.model.estimate.Estimate;
import io.vacate.model.estimate.GroupEstimate;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.Terms;
import io.vacate.model.estimate.WayOut;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.List;

/** Predictions as JSON. */
public final class PredictionJson {
    private PredictionJson() {}

    /** Puts a VM: what it is, before any prediction. */
    public static ObjectNode vm(ObjectNode node, VmProfile vm) {
        return node.put("name", vm.name())
                .put("id", vm.id().toString())
                .put("memory_bytes", vm.memory().bytes())
                .put("used_memory_bytes", vm.usedMemory().bytes());
    }

    /** Puts the prediction of one migration. */
    public static ObjectNode estimate(ObjectNode node, MigrationEstimate estimate) {
        times(node, estimate.totalTime());
        node.put(
                        "predicted_downtime_seconds",
                        JsonDocument.seconds(estimate.downtime().p50()))
                .put(
                        "predicted_downtime_p90_seconds",
                        JsonDocument.seconds(estimate.downtime().p90()))
                .put("predicted_bytes", estimate.bytes().p50().bytes())
                .put("predicted_iterations", estimate.iterations())
                .put("converges", estimate.convergence().converges())
                .put("explanation", estimate.explain());
        terms(node.putObject("explain"), estimate.terms());
        if (estimate.convergence() instanceof Convergence.DoesNotConverge verdict) {
            ArrayNode ways = node.putArray("ways_out");
            wayOut(ways, "force_switch_over", verdict.forced());
            verdict.throttled().ifPresent(way -> wayOut(ways, "throttle", way));
            wayOut(ways, "stop_and_copy", verdict.stopAndCopy());
            wayOut(ways, "post_copy", verdict.postCopy());
        }
        return node;
    }

    /** Puts the quantiles of a time. */
    static void times(ObjectNode node, Estimate<Duration> time) {
        node.put("predicted_seconds", JsonDocument.seconds(time.p50()))
                .put("predicted_p05_seconds", JsonDocument.seconds(time.p05()))
                .put("predicted_p90_seconds", JsonDocument.seconds(time.p90()))
                .put("predicted_p95_seconds", JsonDocument.seconds(time.p95()));
    }

    private static void terms(ObjectNode node, Terms terms) {
        node.put("fixed_seconds", JsonDocument.seconds(terms.fixed()))
                .put("first_pass_seconds", JsonDocument.seconds(terms.firstPass()))
                .put("rewritten_seconds", JsonDocument.seconds(terms.rewritten()))
                .put("rate_bytes_per_second", terms.rate().bytesPerSecond())
                .put("bottleneck", HostsJson.word(terms.bottleneck().kind()))
                .put("bottleneck_name", terms.bottleneck().name());
    }

    private static void wayOut(ArrayNode ways, String name, WayOut way) {
        ways.addObject()
                .put("way", name)
                .put("total_seconds", JsonDocument.seconds(way.totalTime()))
                .put("downtime_seconds", JsonDocument.seconds(way.downtime()));
    }

    /** Puts the predictions of several modes. */
    public static void modes(ArrayNode list, List<Prediction> predictions) {
        for (Prediction prediction : predictions) {
            ObjectNode node = list.addObject().put("mode", prediction.mode());
            if (!prediction.obstacle().isEmpty()) {
                node.put("obstacle", prediction.obstacle());
            }
            estimate(node, prediction.estimate());
        }
    }

    /** Puts the prediction of several migrations. */
    public static void group(ObjectNode node, GroupPrediction prediction) {
        GroupEstimate group = prediction.estimate();
        node.put("mode", prediction.mode()).put("order", prediction.order());
        times(node, group.aggregateTime());
        node.put("predicted_downtime_seconds", JsonDocument.seconds(group.totalDowntime()));
        ArrayNode vms = node.putArray("vms");
        for (int i = 0; i < prediction.vms().size(); i++) {
            GroupEstimate.Member member = group.members().get(i);
            ObjectNode vm = vm(vms.addObject(), prediction.vms().get(i))
                    .put("predicted_start_seconds", JsonDocument.seconds(member.start()))
                    .put("predicted_latency_seconds", JsonDocument.seconds(member.latency()));
            estimate(vm, member.estimate());
        }
    }
}
