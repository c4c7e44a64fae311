package io.vacate.model.plan.search;

import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.calibrate.Quantity.Kind;
import io.vacate.model.simulation.MigrationEstimator;

/** Makes the estimators that searches ask directly, by what predictors have learned. */
final class Estimators {
    private Estimators() {}

    static MigrationEstimator of(Predictor predictor) {
        Calibration learned = predictor.calibration();
        return MigrationEstimator.of(
                learned.hypervisor(), learned.residuals(Kind.RESIDUAL), learned.residuals(Kind.GROUP_RESIDUAL));
    }
}
