package io.vacate.api.host;

import io.vacate.api.unit.DataSize;

/**
 * What does not change about a host while a session is open.
 *
 * @param id identity, the same through whichever URI
 * @param name host name as the host gives it
 * @param hypervisor what runs its VMs
 * @param cpu its processors
 * @param memory physical memory
 */
public record HostInfo(HostId id, String name, Hypervisor hypervisor, CpuInfo cpu, DataSize memory) {}
