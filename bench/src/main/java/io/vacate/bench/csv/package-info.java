/** Reads measured data, and says where it is wrong. */
@NullMarked
package io.vacate.bench.csv;

import org.jspecify.annotations.NullMarked;
