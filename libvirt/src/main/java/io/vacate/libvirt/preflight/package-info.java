/**
 * What could keep a migration between two libvirt hosts from success, checked before it starts, as far as it is the same for
 * all hypervisors.
 *
 * <p>What is asked of hosts ({@link io.vacate.libvirt.preflight.HostFacts}) is apart from what is concluded from the answers:
 * each check is a pure function of a {@link io.vacate.libvirt.preflight.Move}. All types here are thread-safe.
 */
@NullMarked
package io.vacate.libvirt.preflight;

import org.jspecify.annotations.NullMarked;
