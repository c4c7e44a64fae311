/**
 * What could keep a migration between two QEMU hosts from success, checked before it starts.
 *
 * <p>Beside the checks of all libvirt hosts, those of QEMU's versions and CPUs: pure functions of a {@link
 * io.vacate.libvirt.preflight.Move}. All types here are thread-safe.
 */
@NullMarked
package io.vacate.kvm.preflight;

import org.jspecify.annotations.NullMarked;
