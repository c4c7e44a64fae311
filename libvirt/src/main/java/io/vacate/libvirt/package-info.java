/**
 * What drivers that speak to libvirt build upon: {@link io.vacate.libvirt.LibvirtSession} is a session but for what
 * hypervisors do in their own ways. It rests on the packages below: calls on {@code connection}s, questions to a {@code
 * vm} or a {@code host}, {@code migration}, {@code suspend}.
 *
 * <p>Sessions, connections and jobs are safe for use by several threads. libvirt's callbacks arrive on one event loop
 * thread, which runs nothing else.
 */
@NullMarked
package io.vacate.libvirt;

import org.jspecify.annotations.NullMarked;
