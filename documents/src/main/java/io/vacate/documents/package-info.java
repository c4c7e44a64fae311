/**
 * Profiles as JSON: what VMs, hosts, networks and hypervisors are like, and what was learned of them.
 *
 * <p>Texts and trees only; files are the caller's. All types here are immutable and thread-safe.
 */
@NullMarked
package io.vacate.documents;

import org.jspecify.annotations.NullMarked;
