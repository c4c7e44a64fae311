package io.vacate.kit;

import io.vacate.api.host.Capability;

/** Hosts that pause, migrate by pre-copy and cancel, and no more, keep the driver contract: nothing else is mandatory. */
class SmallConformanceTest extends SmallKit {
    SmallConformanceTest() {
        super(Capability.PAUSE, Capability.PRE_COPY, Capability.CANCEL);
    }
}
