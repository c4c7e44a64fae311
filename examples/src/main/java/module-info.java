/** Runnable examples of the library, each one tested. */
module io.vacate.examples {
    requires io.vacate.api;
    requires io.vacate.orchestrator;
    requires io.vacate.sim;
}
