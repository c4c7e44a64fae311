/**
 * Real libvirt/QEMU hosts for integration tests: annotate a test class with {@link io.vacate.testbed.RealTestbed}, take
 * a {@link io.vacate.testbed.Testbed} as a parameter.
 *
 * <p>All types here are safe for use by several threads.
 */
@NullMarked
package io.vacate.testbed;

import org.jspecify.annotations.NullMarked;
