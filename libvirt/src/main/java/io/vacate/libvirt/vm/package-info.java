/**
 * What is asked of the VMs of one connection: lists and statistics, states, definitions, events. None of it knows of hosts
 * or of migrations.
 *
 * <p>All types are safe for use by several threads. Listeners are called in the order of the events, never on the event
 * loop's thread.
 */
@NullMarked
package io.vacate.libvirt.vm;

import org.jspecify.annotations.NullMarked;
