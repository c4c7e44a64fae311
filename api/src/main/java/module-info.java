/** Hosts, VMs and migrations whatever their hypervisor, and what a driver implements. */
module io.vacate.api {
    requires static transitive org.jspecify;

    exports io.vacate.api;
    exports io.vacate.api.error;
    exports io.vacate.api.host;
    exports io.vacate.api.location;
    exports io.vacate.api.migration;
    exports io.vacate.api.preflight;
    exports io.vacate.api.spi;
    exports io.vacate.api.time;
    exports io.vacate.api.unit;
    exports io.vacate.api.vm;

    uses io.vacate.api.spi.DriverProvider;
}
