/**
 * What programs see: one JSON document a command, keys in snake_case with their units.
 */
@NullMarked
package io.vacate.cli.json;

import org.jspecify.annotations.NullMarked;
