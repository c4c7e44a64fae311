package io.vacate.kit;

import java.util.Optional;

/** Simulated hosts that can do everything keep the driver contract. */
class SimConformanceTest extends SimKit {
    @Override
    protected Optional<SkippedRules> skippedRules() {
        return Optional.of(SkippedRules.beside(getClass()));
    }
}
