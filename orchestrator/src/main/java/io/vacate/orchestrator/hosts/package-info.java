/**
 * Hosts by names of one's own choice, as an inventory file has them.
 *
 * <p>The values are immutable and safe for use by several threads; no host is asked here.
 */
@NullMarked
package io.vacate.orchestrator.hosts;

import org.jspecify.annotations.NullMarked;
