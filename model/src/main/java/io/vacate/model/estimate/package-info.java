/**
 * What is predicted of migrations: how long they take, alone or several at once, and whether they converge. Values only;
 * all are immutable and thread-safe.
 */
@NullMarked
package io.vacate.model.estimate;

import org.jspecify.annotations.NullMarked;
