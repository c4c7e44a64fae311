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
    List<Double> errors() {
        return IntStream.range(0, runs.size())
                .parallel()
                .boxed()
                .flatMapToDouble(run ->
                        IntStream.range(0, runs.get(run).members().size()).mapToDouble(member -> error(run, member)))
                .sorted()
                .boxed()
                .toList();
    }

    private double error(int chosenRun, int chosenMember) {
        ObservedRun.Member chosen = runs.get(chosenRun).members().get(chosenMember);
        TimesOnly model = new TimesOnly(experiment.network(), Map.of());
        Calibration learned = model.learn(Calibration.prior(), List.of(new ObservedRun(List.of(chosen))));
        double sum = 0;
        int count = 0;
        for (int run = 0; run < runs.size(); run++) {
            ObservedRun observed = runs.get(run);
            GroupEstimate predicted = model.estimate(learned, observed, model.order());
            for (int member = 0; member < observed.members().size(); member++) {
                if (run != chosenRun || member != chosenMember) {
                    double actual = seconds(observed.members().get(member).total());
                    double expected = seconds(predicted
                            .members()
                            .get(member)
                            .estimate()
                            .totalTime()
                            .p50());
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
