/**
 * Values that describe a host: its URI, identity, hypervisor, CPU, memory and capabilities.
 *
 * <p>All types here are immutable and thread-safe.
 */
@NullMarked
package io.vacate.api.host;

import org.jspecify.annotations.NullMarked;
