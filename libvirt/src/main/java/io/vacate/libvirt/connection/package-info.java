/**
 * How libvirt is called at all: the library and its event loop, connections that know when they are lost, and errors as
 * exceptions.
 *
 * <p>Every result of C passes a check here. All types are safe for use by several threads; C calls back on one event loop
 * thread, which runs nothing else.
 */
@NullMarked
package io.vacate.libvirt.connection;

import org.jspecify.annotations.NullMarked;
