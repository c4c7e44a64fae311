/**
 * What a hypervisor driver implements and registers as a {@link java.util.ServiceLoader service}.
 *
 * <p>Applications use {@link io.vacate.api.Hosts} instead. Sessions are safe for use by several threads.
 */
@NullMarked
package io.vacate.api.spi;

import org.jspecify.annotations.NullMarked;
