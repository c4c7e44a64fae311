package io.vacate.model.calibrate;

/**
 * What was learned no longer holds: the last migrations all took longer than predicted, or all shorter, by more than the
 * interval allows.
 *
 * @param factor median of actual / predicted of those migrations
 * @param migrations how many they are
 */
record Drift(double factor, int migrations) {}
