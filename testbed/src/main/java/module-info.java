/** Real libvirt hosts on one machine, as scripts and as a JUnit extension. */
module io.vacate.testbed {
    requires transitive org.junit.jupiter.api;
    requires com.fasterxml.jackson.databind;
    requires static transitive org.jspecify;

    exports io.vacate.testbed;

    opens io.vacate.testbed to
            org.junit.platform.commons;
}
