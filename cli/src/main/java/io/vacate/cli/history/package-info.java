/**
 * Past migrations from a file, and what they teach.
 */
@NullMarked
package io.vacate.cli.history;

import org.jspecify.annotations.NullMarked;
