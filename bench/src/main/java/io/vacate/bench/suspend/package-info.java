/**
 * Suspend-copy-resume, phase by phase.
 *
 * <p>Nothing here is safe for use by several threads.
 */
@NullMarked
package io.vacate.bench.suspend;

import org.jspecify.annotations.NullMarked;
