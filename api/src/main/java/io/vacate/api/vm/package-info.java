/**
 * Values that describe a virtual machine: identity, state, configuration, statistics, dirty rate and events.
 *
 * <p>All types here are immutable and thread-safe.
 */
@NullMarked
package io.vacate.api.vm;

import org.jspecify.annotations.NullMarked;
