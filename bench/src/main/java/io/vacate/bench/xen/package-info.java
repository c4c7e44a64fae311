/** Migrations of real guests between two Xen nodes, measured and predicted. All here is for one thread. */
@NullMarked
package io.vacate.bench.xen;

import org.jspecify.annotations.NullMarked;
