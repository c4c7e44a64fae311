package io.vacate.cli.display;

import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.profile.VmProfile;

/**
 * The prediction of one VM's migration in one mode.
 *
 * @param vm the VM
 * @param mode name of the mode
 * @param estimate what is predicted
 * @param obstacle why the hosts cannot do it; empty where they can, or none were asked
 */
public record Prediction(VmProfile vm, String mode, MigrationEstimate estimate, String obstacle) {}
