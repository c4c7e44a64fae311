/** An example driver: QEMU through its QMP sockets, without libvirt (scheme qmp:). */
module io.vacate.qmp {
    requires com.fasterxml.jackson.databind;
    requires io.vacate.api;
    requires static org.jspecify;

    exports io.vacate.qmp;

    opens io.vacate.qmp to
            com.fasterxml.jackson.databind;

    provides io.vacate.api.spi.DriverProvider with
            io.vacate.qmp.QmpDriver;
}
