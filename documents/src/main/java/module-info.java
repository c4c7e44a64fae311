/** Reads and writes batches, plans, profiles and constraints as JSON. */
module io.vacate.documents {
    requires com.fasterxml.jackson.databind;
    requires transitive io.vacate.model;
    requires static transitive org.jspecify;

    exports io.vacate.documents;
}
