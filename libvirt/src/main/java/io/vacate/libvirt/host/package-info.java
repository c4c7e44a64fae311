/**
 * An open host, {@link io.vacate.libvirt.host.LibvirtHost}: its connections, its events, the monitor of its jobs, and what
 * it says of itself.
 *
 * <p>All types are safe for use by several threads.
 */
@NullMarked
package io.vacate.libvirt.host;

import org.jspecify.annotations.NullMarked;
