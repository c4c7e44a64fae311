/**
 * Which VM goes to which host. Pure functions over values: nothing here asks a host.
 */
@NullMarked
package io.vacate.orchestrator.placement;

import org.jspecify.annotations.NullMarked;
