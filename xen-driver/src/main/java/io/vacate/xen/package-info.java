/**
 * The driver for Xen hosts, which libvirt manages through libxl: {@link io.vacate.xen.XenDriver}, scheme {@code xen:}.
 *
 * <p>All types here are safe for use by several threads.
 */
@NullMarked
package io.vacate.xen;

import org.jspecify.annotations.NullMarked;
