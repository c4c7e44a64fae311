/**
 * Migrations of real guests, measured for the model: what an operator can know before each, and what it then took. Nothing
 * here but {@link io.vacate.bench.testbed.Mover}'s own threads is concurrent.
 */
@NullMarked
package io.vacate.bench.testbed;

import org.jspecify.annotations.NullMarked;
