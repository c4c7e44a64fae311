/**
 * An example of a driver of one's own: QEMU through its QMP sockets, without libvirt. {@code docs/write-a-driver.md} walks
 * through it.
 *
 * <p>A host is a folder that holds its VMs, each in a folder of its own; QEMU runs as a daemon, so VMs outlive the session.
 * {@link io.vacate.qmp.QmpDriver} and what it opens are safe for use by several threads.
 */
@NullMarked
package io.vacate.qmp;

import org.jspecify.annotations.NullMarked;
