package io.vacate.kit;

/** Simulated hosts that can do everything keep the driver contract. */
class SimConformanceTest extends SimKit {}
