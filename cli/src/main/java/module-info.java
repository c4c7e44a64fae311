/** The vacate command. */
module io.vacate.cli {
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires io.vacate.api;
    requires io.vacate.model;
    requires io.vacate.documents;
    requires io.vacate.orchestrator;
    requires jdk.unsupported;
    requires static org.jspecify;
    requires org.slf4j;

    opens io.vacate.cli.command to
            info.picocli;
}
