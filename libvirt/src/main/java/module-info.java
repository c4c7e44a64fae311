/** What the drivers that speak to libvirt share: connections, event loop, jobs, domain XML. */
module io.vacate.libvirt {
    requires transitive io.vacate.api;
}
