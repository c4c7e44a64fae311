/**
 * What could keep a migration between two Xen hosts from success, checked before it starts: beside the checks of all libvirt
 * hosts, those of Xen's versions and CPUs, and of devices that libxl does not let go. Pure functions of a {@link
 * io.vacate.libvirt.preflight.Move}. All types here are thread-safe.
 */
@NullMarked
package io.vacate.xen.preflight;

import org.jspecify.annotations.NullMarked;
