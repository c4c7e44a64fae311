/**
 * The driver for QEMU hosts, accelerated by KVM or emulated: {@link io.vacate.kvm.KvmDriver}, scheme {@code kvm:}.
 *
 * <p>All types here are safe for use by several threads.
 */
@NullMarked
package io.vacate.kvm;

import org.jspecify.annotations.NullMarked;
