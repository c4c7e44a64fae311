package io.vacate.bench.statistics;

import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/** What an application does that has libvirt-java only: find each VM, then ask for its state, memory and CPU time. */
final class PerVmCalls implements AutoCloseable {
    private final Connect connection;

    PerVmCalls(String libvirtUri) throws LibvirtException {
        connection = new Connect(libvirtUri);
    }

    /** Asks for all VMs that are defined; returns their number. */
    int ask() throws LibvirtException {
        String[] names = connection.listDefinedDomains();
        for (String name : names) {
            Domain domain = connection.domainLookupByName(name);
            domain.getInfo();
            domain.free();
        }
        return names.length;
    }

    @Override
    public void close() throws LibvirtException {
        connection.close();
    }
}
