/** Benchmarks, accuracy measurements and comparisons with peers. */
module io.vacate.bench {
    requires com.fasterxml.jackson.databind;
    requires com.sun.jna;
    requires info.picocli;
    requires io.vacate.api;
    requires io.vacate.libvirt;
    requires io.vacate.model;
    requires io.vacate.documents;
    requires io.vacate.orchestrator;
    requires java.management;
    requires jmh.core;
    requires libvirt;
    requires ortools.java;
    requires scheduler.api;
    requires scheduler.choco;
    requires static org.jspecify;

    exports io.vacate.bench.eta;
    exports io.vacate.bench.migration;
    exports io.vacate.bench.statistics;
    exports io.vacate.bench.suspend;
    exports io.vacate.bench.testbed;
    exports io.vacate.bench.xen;

    opens io.vacate.bench.accuracy to
            info.picocli;
    opens io.vacate.bench.eta to
            info.picocli;
    opens io.vacate.bench.migration to
            com.sun.jna,
            info.picocli;
    opens io.vacate.bench.model to
            info.picocli;
    opens io.vacate.bench.planning to
            info.picocli;
    opens io.vacate.bench.statistics to
            info.picocli;
    opens io.vacate.bench.suspend to
            info.picocli;
    opens io.vacate.bench.testbed to
            info.picocli;
    opens io.vacate.bench.xen to
            info.picocli;
}
