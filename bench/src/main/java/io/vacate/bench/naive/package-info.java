/** What others predict a migration with, for comparison. */
@NullMarked
package io.vacate.bench.naive;

import org.jspecify.annotations.NullMarked;
