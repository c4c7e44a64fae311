/**
 * What drivers that speak to libvirt build upon: {@link io.vacate.libvirt.LibvirtSession} is a session but for what
 * hypervisors do in their own ways.
 *
 * <p>Sessions, connections and jobs are safe for use by several threads. libvirt's callbacks arrive on one event loop
 * thread, which runs nothing else.
 */
@NullMarked
package io.vacate.libvirt;

import org.jspecify.annotations.NullMarked;
