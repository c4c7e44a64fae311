/** Benchmarks, accuracy measurements and comparisons with peers. */
module io.vacate.bench {
    requires io.vacate.api;
}
