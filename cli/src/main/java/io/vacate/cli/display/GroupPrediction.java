package io.vacate.cli.display;

import io.vacate.model.estimate.GroupEstimate;
import io.vacate.model.profile.VmProfile;
import java.util.List;

/**
 * The prediction of several VMs' migrations in one mode.
 *
 * @param vms the VMs, as many as the estimate has members
 * @param mode name of the mode
 * @param order in which order they move, as users write it
 * @param estimate what is predicted
 */
public record GroupPrediction(List<VmProfile> vms, String mode, String order, GroupEstimate estimate) {
    /** Copies the list. */
    public GroupPrediction {
        vms = List.copyOf(vms);
    }
}
