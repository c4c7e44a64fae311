/**
 * The conformance kit. A driver's author extends {@link io.vacate.kit.DriverConformanceKit}, says how to reach two hosts and
 * how to make a guest, and runs it as a JUnit test: each test is a rule of {@code docs/driver-contract.md}.
 *
 * <p>Tests run one after the other on one thread; the hooks that an author supplies are called on that thread only.
 */
@NullMarked
package io.vacate.kit;

import org.jspecify.annotations.NullMarked;
