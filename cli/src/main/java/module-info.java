/** The vacate command. */
module io.vacate.cli {
    requires io.vacate.api;
    requires io.vacate.orchestrator;
}
