/** Hosts, virtual machines and migration jobs, and what a driver implements. */
module io.vacate.api {
    requires static transitive org.jspecify;
}
