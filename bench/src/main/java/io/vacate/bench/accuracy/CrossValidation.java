package io.vacate.bench.accuracy;

import io.vacate.api.unit.DataSize;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.ObservedRun;
import io.vacate.model.calibrate.Quantity.Kind;
import io.vacate.model.calibrate.TimesOnly;
import io.vacate.model.estimate.Estimate;
import io.vacate.model.estimate.GroupEstimate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Predicts each plan's runs with what the other plans taught. */
final class CrossValidation {
    private final Experiment experiment;
    private final Map<String, List<ObservedRun>> plans;
    private final Optional<DataSize> hostMemory;
    private final List<Scored> migrations = new ArrayList<>();
    private final List<Scored> runs = new ArrayList<>();
    private final CoverageLadder migrationLadder = new CoverageLadder(Kind.RESIDUAL);
    private final CoverageLadder runLadder = new CoverageLadder(Kind.GROUP_RESIDUAL);

    CrossValidation(Experiment experiment, Map<String, List<ObservedRun>> plans, Optional<DataSize> hostMemory) {
        this.experiment = experiment;
        this.plans = plans;
        this.hostMemory = hostMemory;
    }

    CrossValidation validate() {
        plans.forEach((plan, held) -> {
            List<ObservedRun> others = plans.entrySet().stream()
                    .filter(entry -> !entry.getKey().equals(plan) || plans.size() == 1)
                    .flatMap(entry -> entry.getValue().stream())
                    .toList();
            TimesOnly model = model(others);
            Calibration learned = model.learn(Calibration.prior(), others);
            int scoredMigrations = migrations.size();
            int scoredRuns = runs.size();
            held.forEach(run -> score(model, learned, run));
            migrationLadder.add(learned, migrations.subList(scoredMigrations, migrations.size()));
            runLadder.add(learned, runs.subList(scoredRuns, runs.size()));
        });
        return this;
    }

    private TimesOnly model(List<ObservedRun> others) {
        DataSize memory = hostMemory.orElseGet(() -> Experiment.mostHeld(others));
        Map<String, DataSize> byHost = new HashMap<>();
        experiment.network().hosts().forEach(host -> byHost.put(host, memory));
        return new TimesOnly(experiment.network(), byHost);
    }

    private void score(TimesOnly model, Calibration learned, ObservedRun run) {
        GroupEstimate predicted = model.estimate(learned, run, model.order());
        for (int i = 0; i < run.members().size(); i++) {
            migrations.add(scored(
                    run.members().get(i).total(),
                    predicted.members().get(i).estimate().totalTime()));
        }
        runs.add(scored(run.makespan(), predicted.aggregateTime()));
    }

    private static Scored scored(Duration actual, Estimate<Duration> predicted) {
        return new Scored(
                seconds(actual),
                seconds(predicted.p50()),
                seconds(predicted.p05()),
                seconds(predicted.p25()),
                seconds(predicted.p75()),
                seconds(predicted.p95()));
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    List<Scored> migrations() {
        return migrations;
    }

    List<Scored> runs() {
        return runs;
    }

    /** Returns how often intervals held how long each migration took. */
    CoverageLadder migrationLadder() {
        return migrationLadder;
    }

    /** Returns how often intervals held the makespans. */
    CoverageLadder runLadder() {
        return runLadder;
    }
}
