/** Predicts migration times and plans batches: pure functions, without I/O or clock. */
module io.vacate.model {
    requires transitive io.vacate.api;
}
