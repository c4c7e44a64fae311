/**
 * Migrations that libvirt leads, from the command to the answer of both hosts where the VM is.
 * {@link io.vacate.libvirt.migration.OutgoingMigrations} is the way in.
 *
 * <p>Public types are safe for use by several threads, builders apart. One thread waits in libvirt's call for each
 * migration.
 */
@NullMarked
package io.vacate.libvirt.migration;

import org.jspecify.annotations.NullMarked;
