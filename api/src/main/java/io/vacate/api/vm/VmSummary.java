package io.vacate.api.vm;

/**
 * A line of a host's list of VMs.
 *
 * @param id identity
 * @param name name on this host
 * @param status state and reason when the list was made
 */
public record VmSummary(VmId id, String name, VmStatus status) {}
