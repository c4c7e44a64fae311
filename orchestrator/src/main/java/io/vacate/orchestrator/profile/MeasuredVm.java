package io.vacate.orchestrator.profile;

import io.vacate.model.profile.VmProfile;
import java.util.List;

/**
 * A VM's profile and what in it is not measured but assumed.
 *
 * @param profile the profile
 * @param assumptions sentences for people; empty where all was measured
 */
public record MeasuredVm(VmProfile profile, List<String> assumptions) {
    /** Copies the list. */
    public MeasuredVm {
        assumptions = List.copyOf(assumptions);
    }
}
