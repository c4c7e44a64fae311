/**
 * Where VMs are, as several hosts say together. The decision itself is {@link io.vacate.api.location.VmAnswers}; this package
 * asks the hosts, and remembers how VMs ended while somebody was looking.
 *
 * <p>All types here are thread-safe; asking blocks.
 */
@NullMarked
package io.vacate.orchestrator.location;

import org.jspecify.annotations.NullMarked;
