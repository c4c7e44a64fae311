/**
 * What a domain's XML says that matters when the VM is to run on another host: {@link io.vacate.libvirt.guest.GuestFacts}.
 *
 * <p>All types here are immutable and thread-safe; nothing here asks a host.
 */
@NullMarked
package io.vacate.libvirt.guest;

import org.jspecify.annotations.NullMarked;
