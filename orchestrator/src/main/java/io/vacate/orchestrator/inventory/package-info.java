/**
 * What the hosts have before anything moves: their VMs, and their memory.
 *
 * <p>The values are immutable and safe for use by several threads; reading them asks the hosts and blocks.
 */
@NullMarked
package io.vacate.orchestrator.inventory;

import org.jspecify.annotations.NullMarked;
