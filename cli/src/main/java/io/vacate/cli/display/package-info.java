/**
 * What people see: tables, sentences, bars. Nothing here asks a host; all text goes to a writer that is given.
 */
@NullMarked
package io.vacate.cli.display;

import org.jspecify.annotations.NullMarked;
