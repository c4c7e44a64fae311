/**
 * What is kept between runs: the calibration file, and profiles.
 */
@NullMarked
package io.vacate.cli.state;

import org.jspecify.annotations.NullMarked;
