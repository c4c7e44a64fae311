/** What predictions are scored with. All here is stateless. */
@NullMarked
package io.vacate.bench.score;

import org.jspecify.annotations.NullMarked;
