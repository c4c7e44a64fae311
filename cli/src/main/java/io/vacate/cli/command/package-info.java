/**
 * The commands and their options. Each reads its arguments, calls the library, and hands what it got to a display.
 */
@NullMarked
package io.vacate.cli.command;

import org.jspecify.annotations.NullMarked;
