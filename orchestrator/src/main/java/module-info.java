/** Vacates hosts: chooses destinations, executes plans, watches and reports. */
module io.vacate.orchestrator {
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.dataformat.yaml;
    requires transitive io.vacate.api;
    requires transitive io.vacate.model;
    requires transitive io.vacate.documents;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports io.vacate.orchestrator;
    exports io.vacate.orchestrator.execute;
    exports io.vacate.orchestrator.hosts;
    exports io.vacate.orchestrator.inventory;
    exports io.vacate.orchestrator.journal;
    exports io.vacate.orchestrator.location;
    exports io.vacate.orchestrator.network;
    exports io.vacate.orchestrator.profile;
    exports io.vacate.orchestrator.progress;
    exports io.vacate.orchestrator.report;
}
