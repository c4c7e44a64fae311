/**
 * Xen VMs that are saved in files: {@link io.vacate.xen.state.StateFile} reads them, {@link io.vacate.xen.state.XenSavedStates}
 * tells how libvirt's driver for libxl saves and restores.
 *
 * <p>All types here are safe for use by several threads.
 */
@NullMarked
package io.vacate.xen.state;

import org.jspecify.annotations.NullMarked;
