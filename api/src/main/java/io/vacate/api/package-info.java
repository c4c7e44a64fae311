/**
 * Hosts and VMs whatever their hypervisor: {@link io.vacate.api.Hosts} opens a {@link io.vacate.api.Host}, which has
 * {@linkplain io.vacate.api.VM VMs}, which {@linkplain io.vacate.api.VM#migrateTo migrate} to another host as a
 * {@link io.vacate.api.migration.MigrationJob}.
 *
 * <p>All types here are safe for use by several threads.
 */
@NullMarked
package io.vacate.api;

import org.jspecify.annotations.NullMarked;
