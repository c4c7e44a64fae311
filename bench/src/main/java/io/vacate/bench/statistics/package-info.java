/**
 * How long it takes to know the statistics of all VMs of a host: Vacate's one call, {@code virsh domstats}, and one call a
 * VM through libvirt-java.
 *
 * <p>Run by one thread.
 */
@NullMarked
package io.vacate.bench.statistics;

import org.jspecify.annotations.NullMarked;
