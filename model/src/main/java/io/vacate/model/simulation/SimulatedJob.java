package io.vacate.model.simulation;

import io.vacate.api.unit.DataRate;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.Path;
import io.vacate.model.profile.VmProfile;

/**
 * A migration to simulate.
 *
 * @param vm what moves
 * @param path its way
 * @param tuning how it moves
 */
public record SimulatedJob(VmProfile vm, Path path, Tuning tuning) {
    /** Makes a plain pre-copy that takes at most {@code rateLimit}; above the path's capacity that has no effect. */
    public SimulatedJob(VmProfile vm, Path path, DataRate rateLimit) {
        this(vm, path, Tuning.PRE_COPY.limitedTo(rateLimit));
    }

    /** Returns the rate at which it sends when nobody shares its way. */
    public DataRate rateAlone() {
        return Script.most(path, tuning).min(path.sharedCapacity());
    }

    /** Returns a plain pre-copy without a rate limit of its own. */
    public static SimulatedJob of(VmProfile vm, Path path) {
        return new SimulatedJob(vm, path, Tuning.PRE_COPY);
    }
}
