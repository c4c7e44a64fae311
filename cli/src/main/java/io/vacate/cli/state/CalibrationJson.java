package io.vacate.cli.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.unit.DataRate;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.LinkRates;
import io.vacate.model.calibrate.PathRates;
import io.vacate.model.profile.FixedCosts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A calibration as JSON, times in seconds and rates in bytes per second. */
final class CalibrationJson {
    private static final double NANOS_PER_SECOND = 1e9;

    private CalibrationJson() {}

    static ObjectNode write(Calibration calibration) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        FixedCosts costs = calibration.assumedCosts();
        node.putObject("assumed_costs")
                .put("set_up_seconds", seconds(costs.setUp()))
                .put("switch_over_seconds", seconds(costs.switchOver()))
                .put("clean_up_seconds", seconds(costs.cleanUp()));
        ArrayNode paths = node.putArray("paths");
        for (PathRates path : calibration.paths()) {
            ArrayNode rates = paths.addObject()
                    .put("from", path.from())
                    .put("to", path.to())
                    .putArray("rates_bytes_per_second");
            path.rates().forEach(rate -> rates.add(rate.bytesPerSecond()));
        }
        ArrayNode links = node.putArray("links");
        for (LinkRates link : calibration.links()) {
            ArrayNode rates = links.addObject().put("link", link.link()).putArray("rates_bytes_per_second");
            link.rates().forEach(rate -> rates.add(rate.bytesPerSecond()));
        }
        ArrayNode overheads = node.putArray("overheads_seconds");
        calibration.overheads().forEach(overhead -> overheads.add(seconds(overhead)));
        ArrayNode factors = node.putArray("memory_factors");
        calibration.memoryFactors().forEach(factors::add);
        return node;
    }

    /**
     * Reads a calibration.
     *
     * @throws IllegalArgumentException if something in it is missing or out of its range
     */
    static Calibration read(JsonNode node) {
        JsonNode costs = node.path("assumed_costs");
        List<PathRates> paths = new ArrayList<>();
        for (JsonNode path : array(node, "paths")) {
            paths.add(new PathRates(text(path, "from"), text(path, "to"), rates(path)));
        }
        List<LinkRates> links = new ArrayList<>();
        for (JsonNode link : array(node, "links")) {
            links.add(new LinkRates(text(link, "link"), rates(link)));
        }
        List<Duration> overheads = new ArrayList<>();
        array(node, "overheads_seconds").forEach(overhead -> overheads.add(duration(overhead)));
        List<Double> factors = new ArrayList<>();
        array(node, "memory_factors").forEach(factor -> factors.add(number(factor)));
        FixedCosts assumed = new FixedCosts(
                duration(costs.path("set_up_seconds")),
                duration(costs.path("switch_over_seconds")),
                duration(costs.path("clean_up_seconds")));
        return new Calibration(assumed, paths, links, overheads, factors);
    }

    private static List<DataRate> rates(JsonNode node) {
        List<DataRate> rates = new ArrayList<>();
        array(node, "rates_bytes_per_second").forEach(rate -> rates.add(new DataRate((long) number(rate))));
        return rates;
    }

    private static JsonNode array(JsonNode node, String field) {
        JsonNode array = node.path(field);
        if (!array.isArray()) {
            throw new IllegalArgumentException("'%s' is missing or not a list".formatted(field));
        }
        return array;
    }

    private static String text(JsonNode node, String field) {
        JsonNode text = node.path(field);
        if (!text.isTextual()) {
            throw new IllegalArgumentException("'%s' is missing or not a text".formatted(field));
        }
        return text.textValue();
    }

    private static double number(JsonNode node) {
        if (!node.isNumber()) {
            throw new IllegalArgumentException("'%s' is not a number".formatted(node));
        }
        return node.doubleValue();
    }

    private static Duration duration(JsonNode node) {
        return Duration.ofNanos((long) (number(node) * NANOS_PER_SECOND));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS_PER_SECOND;
    }
}
