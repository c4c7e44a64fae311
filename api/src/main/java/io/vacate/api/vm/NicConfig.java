package io.vacate.api.vm;

/**
 * A network card of a VM.
 *
 * @param macAddress Ethernet address, such as {@code "52:54:00:77:00:01"}; empty lets the hypervisor choose
 * @param type how it is connected: {@code "network"}, {@code "bridge"}, {@code "ethernet"} or {@code "user"}
 * @param source name of the network or bridge; empty where the type has none
 * @param model card shown to the guest, such as {@code "virtio"}; empty lets the hypervisor choose
 */
public record NicConfig(String macAddress, String type, String source, String model) {}
