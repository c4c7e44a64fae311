package io.vacate.bench.plot;

/**
 * A point in the units of its chart's axes.
 *
 * @param x to the right
 * @param y upwards
 */
public record Point(double x, double y) {}
