package io.vacate.kit;

import io.vacate.api.host.Capability;
import java.util.Optional;

/** Hosts that pause, migrate by pre-copy and cancel, and no more, keep the driver contract: nothing else is mandatory. */
class SmallConformanceTest extends SmallKit {
    SmallConformanceTest() {
        super(Capability.PAUSE, Capability.PRE_COPY, Capability.CANCEL);
    }

    @Override
    protected Optional<SkippedRules> skippedRules() {
        return Optional.of(SkippedRules.beside(getClass()));
    }
}
