package io.vacate.kit;

import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.unit.DataRate;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Simulated hosts that can do little. */
abstract class SmallKit extends SimKit {
    /** Hosts with a slow network. */
    SmallKit(Capability... able) {
        this(DataRate.ofMebibytesPerSecond(12), able);
    }

    SmallKit(DataRate network, Capability... able) {
        super(network, allBut(able));
    }

    private static Capability[] allBut(Capability... able) {
        return EnumSet.complementOf(EnumSet.copyOf(Set.of(able))).toArray(Capability[]::new);
    }

    @Override
    protected Optional<MigrationRequest.Builder> lastingRequest(DriverSession source) {
        return Optional.of(MigrationRequest.builder());
    }
}
