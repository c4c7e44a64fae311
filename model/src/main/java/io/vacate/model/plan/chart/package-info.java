/** Plans of batches as Gantt charts: lines of text, or SVG. */
@NullMarked
package io.vacate.model.plan.chart;

import org.jspecify.annotations.NullMarked;
