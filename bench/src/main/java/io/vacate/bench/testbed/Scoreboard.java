package io.vacate.bench.testbed;

import io.vacate.bench.plot.PredictedAgainstMeasured;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Mean absolute errors of predictors, in the order in which they first come. For one thread. */
final class Scoreboard {
    private static final double PERCENT = 100;

    private final Map<String, List<Double>> errors = new LinkedHashMap<>();
    /** By set: the model's own among the errors, one for each kind of link. */
    private final Map<String, Set<String>> models = new LinkedHashMap<>();

    private final PredictedAgainstMeasured plot =
            new PredictedAgainstMeasured("Real guests, predicted from one idle VM");

    /** Adds what the model itself predicted from what the guest was asked to write; only these are plotted. */
    void addModel(String link, String set, double actual, double predicted) {
        String what = link + " " + set;
        add(what, actual, predicted);
        plot.add(what, actual, predicted);
        models.computeIfAbsent(set, added -> new LinkedHashSet<>()).add(what);
    }

    /** Adds a prediction; one that says "never" counts as no prediction. */
    void add(String what, double actual, double predicted) {
        if (Double.isFinite(predicted)) {
            errors.computeIfAbsent(what, added -> new ArrayList<>()).add(Math.abs(predicted - actual) / actual);
        }
    }

    /** Returns the mean absolute errors as fractions. */
    Map<String, Double> means() {
        Map<String, Double> means = new LinkedHashMap<>();
        errors.forEach((what, all) -> means.put(what, mean(all)));
        models.forEach((set, links) -> means.put(set + ", all links", overLinks(links)));
        return means;
    }

    /** Kinds of links count alike, however often each was measured. */
    private double overLinks(Set<String> links) {
        return mean(links.stream()
                .map(link -> mean(errors.getOrDefault(link, List.of())))
                .toList());
    }

    /** Writes {@code testbed-migrations.svg}. */
    void plot(Path directory) throws IOException {
        plot.write(directory.resolve("testbed-migrations.svg"));
    }

    void print() {
        System.out.printf("%n%-64s %8s %6s%n", "mean absolute error", "", "of");
        errors.forEach((what, all) ->
                System.out.printf(Locale.ROOT, "%-64s %6.1f %% %6d%n", what, PERCENT * mean(all), all.size()));
        models.forEach((set, links) -> System.out.printf(
                Locale.ROOT,
                "%-64s %6.1f %% %6d%n",
                set + ", mean of links",
                PERCENT * overLinks(links),
                links.size()));
    }

    private static double mean(List<Double> all) {
        return all.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
