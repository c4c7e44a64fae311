package io.vacate.libvirt.host;

/**
 * What a VM runs on, as its definition names it.
 *
 * @param type hypervisor type, such as {@code "kvm"} or {@code "qemu"}
 * @param architecture instruction set, such as {@code "x86_64"}
 * @param machine machine type, such as {@code "pc-q35-8.2"}
 * @param emulator path of the emulator; empty for the host's own
 */
public record Platform(String type, String architecture, String machine, String emulator) {}
