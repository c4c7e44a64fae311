/** Plans of published batches of migrations, their bounds, and the time that they take to find. For one thread. */
@NullMarked
package io.vacate.bench.planning;

import org.jspecify.annotations.NullMarked;
