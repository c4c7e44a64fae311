/** Predicts migration times and plans batches: pure functions, without I/O or clock. */
module io.vacate.model {
    requires hipparchus.core;
    requires hipparchus.optim;
    requires transitive io.vacate.api;
    requires static transitive org.jspecify;

    exports io.vacate.model.calibrate;
    exports io.vacate.model.estimate;
    exports io.vacate.model.live;
    exports io.vacate.model.plan;
    exports io.vacate.model.batch;
    exports io.vacate.model.plan.chart;
    exports io.vacate.model.profile;
}
