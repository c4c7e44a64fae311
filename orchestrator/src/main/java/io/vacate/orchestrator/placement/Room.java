package io.vacate.orchestrator.placement;

import io.vacate.api.unit.DataSize;

/**
 * A host that may take VMs in.
 *
 * @param name unique name of the host
 * @param free memory that VMs may take: free memory less the head-room that is to stay
 */
public record Room(String name, DataSize free) {}
