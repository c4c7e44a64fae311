/**
 * libvirt's C interface: what libvirt-java declares, what it lacks, and typed parameters.
 *
 * <p>Nothing here checks a result; {@code Connection} does. Pointers belong to whoever libvirt's manual says.
 */
@NullMarked
package io.vacate.libvirt.jna;

import org.jspecify.annotations.NullMarked;
