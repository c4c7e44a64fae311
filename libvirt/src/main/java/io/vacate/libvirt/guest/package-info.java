/**
 * What matters of a VM when it is to run on another host: what its domain XML says ({@link io.vacate.libvirt.guest.GuestFacts}), and what its
 * host and hypervisor say of it.
 *
 * <p>All types here are immutable and thread-safe; nothing here asks a host.
 */
@NullMarked
package io.vacate.libvirt.guest;

import org.jspecify.annotations.NullMarked;
