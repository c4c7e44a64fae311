/**
 * The {@code vacate} command.
 */
@NullMarked
package io.vacate.cli;

import org.jspecify.annotations.NullMarked;
