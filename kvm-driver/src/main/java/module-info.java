/** Driver for QEMU/KVM hosts through libvirt (scheme kvm:). */
module io.vacate.kvm {
    requires io.vacate.api;
    requires io.vacate.libvirt;
}
