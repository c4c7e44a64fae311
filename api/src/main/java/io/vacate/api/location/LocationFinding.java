package io.vacate.api.location;

import io.vacate.api.migration.VmLocation;

/**
 * What follows from hosts' answers.
 *
 * @param location where the VM is
 * @param settled whether asking again would tell nothing else, unless somebody acts
 */
public record LocationFinding(VmLocation location, boolean settled) {}
