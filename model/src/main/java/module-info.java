/** Predicts migration times and plans batches: pure functions, without I/O or clock. */
module io.vacate.model {
    requires transitive com.fasterxml.jackson.databind;
    requires transitive io.vacate.api;
    requires hipparchus.core;
    requires hipparchus.optim;
    requires static transitive org.jspecify;

    exports io.vacate.model.calibrate;
    exports io.vacate.model.estimate;
    exports io.vacate.model.json;
    exports io.vacate.model.plan;
    exports io.vacate.model.profile;
}
