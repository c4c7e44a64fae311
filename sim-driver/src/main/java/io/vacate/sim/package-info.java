/**
 * Simulated hosts behind the real driver SPI: a {@link io.vacate.sim.SimWorld} of hosts, VMs and links, made in code or read
 * from a file, in virtual or scaled time, with {@linkplain io.vacate.sim.SimFaults faults} on demand.
 *
 * <p>Values are immutable and thread-safe, builders are not; worlds, their time and their faults are safe for use by several
 * threads. One lock guards a world; listeners and completions are called outside of it, one at a time and in order, on the
 * thread that drives the world's {@link io.vacate.sim.SimTime}.
 */
@NullMarked
package io.vacate.sim;

import org.jspecify.annotations.NullMarked;
