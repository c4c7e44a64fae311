package io.vacate.kit;

import io.vacate.api.host.Capability;
import io.vacate.api.unit.DataRate;
import java.util.Optional;

/** Nor need migrations take long: this one is over before two seconds have passed. */
class QuickConformanceTest extends SmallKit {
    QuickConformanceTest() {
        super(DataRate.ofMebibytesPerSecond(400), Capability.PRE_COPY);
    }

    @Override
    protected Optional<SkippedRules> skippedRules() {
        return Optional.of(SkippedRules.beside(getClass()));
    }
}
