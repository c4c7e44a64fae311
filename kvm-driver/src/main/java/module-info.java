/** Driver for QEMU/KVM hosts through libvirt (scheme kvm:). */
module io.vacate.kvm {
    requires io.vacate.api;
    requires io.vacate.libvirt;
    requires java.xml;

    exports io.vacate.kvm;

    provides io.vacate.api.spi.DriverProvider with
            io.vacate.kvm.KvmDriver;
}
