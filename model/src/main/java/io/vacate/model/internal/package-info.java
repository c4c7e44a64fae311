/**
 * Conversions and checks shared by the model's packages; not exported.
 *
 * <p>Static methods without state; safe for use by several threads.
 */
@NullMarked
package io.vacate.model.internal;

import org.jspecify.annotations.NullMarked;
