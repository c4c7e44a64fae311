/**
 * What is known of the network between the hosts, and what has to be assumed. Pure functions over values.
 */
@NullMarked
package io.vacate.orchestrator.network;

import org.jspecify.annotations.NullMarked;
