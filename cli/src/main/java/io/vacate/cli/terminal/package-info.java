/**
 * The terminal and the process around the command: streams, size, colour, arguments, signals.
 */
@NullMarked
package io.vacate.cli.terminal;

import org.jspecify.annotations.NullMarked;
