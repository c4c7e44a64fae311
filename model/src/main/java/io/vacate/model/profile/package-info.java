/**
 * What a VM, a network path and a migration's fixed costs are like: the model's input.
 *
 * <p>All types here are immutable and thread-safe, but {@link io.vacate.model.profile.NetworkBuilder}, which
 * belongs to one thread.
 */
@NullMarked
package io.vacate.model.profile;

import org.jspecify.annotations.NullMarked;
