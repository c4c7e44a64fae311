/** Runnable examples of using the library: each class is one, with a main method that needs no argument. */
module io.vacate.examples {
    requires io.vacate.api;
    requires io.vacate.model;
    requires io.vacate.orchestrator;
    requires io.vacate.sim;
    requires static org.jspecify;
}
