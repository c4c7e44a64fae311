/** Driver for simulated hosts in virtual time (scheme sim:). */
module io.vacate.sim {
    requires transitive io.vacate.api;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.dataformat.yaml;
    requires org.slf4j;
    requires static org.jspecify;

    exports io.vacate.sim;

    provides io.vacate.api.spi.DriverProvider with
            io.vacate.sim.SimDriver;
}
