/**
 * What migrations through Vacate cost beyond the migration itself: time, CPU and threads, and whether anything leaks. Each
 * class with a {@code main} is a command of its own; nothing here is shared by threads.
 */
@NullMarked
package io.vacate.bench.migration;

import org.jspecify.annotations.NullMarked;
