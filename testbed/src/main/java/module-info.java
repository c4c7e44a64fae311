/** Real libvirt hosts on one machine, as scripts and as a JUnit extension. */
module io.vacate.testbed {
    requires transitive org.junit.jupiter.api;
}
