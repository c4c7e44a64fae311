/** Vacates hosts: chooses destinations, executes plans, watches and reports. */
module io.vacate.orchestrator {
    requires transitive io.vacate.api;
    requires transitive io.vacate.model;
}
