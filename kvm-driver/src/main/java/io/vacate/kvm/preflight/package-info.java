/**
 * What could keep a migration between two QEMU hosts from success, checked before it starts.
 *
 * <p>What is asked of hosts ({@link io.vacate.kvm.preflight.HostFacts}) is apart from what is concluded from the answers: each
 * check is a pure function of a {@link io.vacate.kvm.preflight.Move}. All types here are thread-safe.
 */
@NullMarked
package io.vacate.kvm.preflight;

import org.jspecify.annotations.NullMarked;
