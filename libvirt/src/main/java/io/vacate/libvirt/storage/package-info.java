/**
 * Files in a directory of a host, seen through libvirt's storage pools and streams: nothing but a connection is needed.
 *
 * <p>Directories are safe for use by several threads; streams are for one thread each.
 */
@NullMarked
package io.vacate.libvirt.storage;

import org.jspecify.annotations.NullMarked;
