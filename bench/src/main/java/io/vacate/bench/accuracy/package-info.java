/** How well the model predicts logged migrations of which only the times are known. */
@NullMarked
package io.vacate.bench.accuracy;

import org.jspecify.annotations.NullMarked;
