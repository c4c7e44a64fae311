package io.vacate.model.estimate;

import io.vacate.api.unit.DataRate;
import io.vacate.model.internal.Check;
import io.vacate.model.profile.Path;
import io.vacate.model.profile.VmProfile;

/**
 * A pre-copy migration to simulate.
 *
 * @param vm what moves
 * @param path its way
 * @param rateLimit most that it may take, positive; above the path's capacity it has no effect
 */
public record SimulatedJob(VmProfile vm, Path path, DataRate rateLimit) {
    /**
     * Checks the job.
     *
     * @throws IllegalArgumentException if the rate limit is 0
     */
    public SimulatedJob {
        Check.positive(rateLimit, "rateLimit of VM '%s'".formatted(vm.name()));
    }

    /** Returns a job without a rate limit of its own. */
    public static SimulatedJob of(VmProfile vm, Path path) {
        return new SimulatedJob(vm, path, path.rateAlone());
    }
}
