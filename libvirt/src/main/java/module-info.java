/** What the drivers that speak to libvirt share: connections, event loop, jobs, domain XML. */
module io.vacate.libvirt {
    requires transitive io.vacate.api;
    requires com.fasterxml.jackson.databind;
    requires com.google.common;
    requires com.sun.jna;
    requires transitive java.xml;
    requires libvirt;
    requires org.slf4j;

    exports io.vacate.libvirt;
    exports io.vacate.libvirt.connection;
    exports io.vacate.libvirt.guest;
    exports io.vacate.libvirt.host;
    exports io.vacate.libvirt.migration;
    exports io.vacate.libvirt.preflight;
    exports io.vacate.libvirt.storage;
    exports io.vacate.libvirt.suspend;
    exports io.vacate.libvirt.xml;

    // JNA calls our callbacks by reflection.
    opens io.vacate.libvirt.jna to
            com.sun.jna;
}
