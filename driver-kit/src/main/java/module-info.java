/** The conformance kit: the rules of the driver contract as tests that a driver extends. */
module io.vacate.kit {
    requires transitive io.vacate.api;
    requires transitive org.junit.jupiter.api;
    requires org.assertj.core;
    requires static transitive org.jspecify;

    exports io.vacate.kit;

    opens io.vacate.kit to
            org.junit.platform.commons;
}
