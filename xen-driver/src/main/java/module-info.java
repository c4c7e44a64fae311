/** Driver for Xen hosts through libvirt and libxl (scheme xen:). */
module io.vacate.xen {
    requires io.vacate.api;
    requires io.vacate.libvirt;
    requires java.xml;

    exports io.vacate.xen;

    provides io.vacate.api.spi.DriverProvider with
            io.vacate.xen.XenDriver;
}
