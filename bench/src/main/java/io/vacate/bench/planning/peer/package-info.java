/**
 * Other planners of migrations, put beside ours: BtrPlace with its migration model mVM, and a model of the same problem for the
 * solver CP-SAT of OR-Tools. For one thread.
 */
@NullMarked
package io.vacate.bench.planning.peer;

import org.jspecify.annotations.NullMarked;
