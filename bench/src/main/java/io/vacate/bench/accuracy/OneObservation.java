package io.vacate.bench.accuracy;

import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.ObservedRun;
import io.vacate.model.calibrate.TimesOnly;
import io.vacate.model.estimate.GroupEstimate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Predicts all migrations of a log with what a single one of them taught, for each choice of that one. */
final class OneObservation {
    private final Experiment experiment;
    private final List<ObservedRun> runs;

    OneObservation(Experiment experiment, List<ObservedRun> runs) {
        this.experiment = experiment;
        this.runs = runs;
    }

    /** Returns the mean absolute error as a share of what happened, of each choice, ascending. */
    double[] errors() {
        List<ObservedRun.Member> all =
                runs.stream().flatMap(run -> run.members().stream()).toList();
        return IntStream.range(0, all.size())
                .parallel()
                .mapToDouble(i -> error(all.get(i)))
                .sorted()
                .toArray();
    }

    private double error(ObservedRun.Member chosen) {
        TimesOnly model = new TimesOnly(experiment.network(), Map.of());
        Calibration learned = model.learn(Calibration.prior(), List.of(new ObservedRun(List.of(chosen))));
        double sum = 0;
        int count = 0;
        for (ObservedRun run : runs) {
            GroupEstimate predicted = model.simulation(learned, run).estimate(run.asStarted());
            for (int i = 0; i < run.members().size(); i++) {
                if (run.members().get(i) != chosen) {
                    double actual = seconds(run.members().get(i).total());
                    double expected = seconds(
                            predicted.members().get(i).estimate().totalTime().p50());
                    sum += Math.abs(expected - actual) / actual;
                    count++;
                }
            }
        }
        return sum / count;
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
