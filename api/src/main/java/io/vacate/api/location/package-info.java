/**
 * Where a VM is: what hosts say of it, and the one decision that follows. Drivers use it after each migration, and whoever
 * watches over VMs uses it at any other time; {@code docs/where-is-my-vm.md} has it as a table.
 *
 * <p>All types here are immutable and thread-safe.
 */
@NullMarked
package io.vacate.api.location;

import org.jspecify.annotations.NullMarked;
