package io.vacate.cli.command;

import io.vacate.cli.state.CalibrationFile;
import io.vacate.cli.state.ProfileFile;
import io.vacate.documents.ProfileDocument;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Where what was learned is kept. */
interface CalibrationTarget {
    /**
     * Returns what it has now.
     *
     * @throws IllegalArgumentException if it makes no sense; the message names it
     */
    Calibration load();

    /**
     * Replaces what it has now by what {@code change} makes of it.
     *
     * @return what it has after
     * @throws IOException if it cannot be written; it is as it was
     */
    Calibration update(UnaryOperator<Calibration> change, Collection<VmProfile> vms, Optional<NetworkProfile> network)
            throws IOException;

    /** Returns its name for people. */
    String name();

    /** Returns the calibration file, in which each driver has its part. */
    static CalibrationTarget of(CalibrationFile file, String driver) {
        return new CalibrationTarget() {
            @Override
            public Calibration load() {
                try {
                    return file.load(driver);
                } catch (IOException senseless) {
                    throw new IllegalArgumentException(String.valueOf(senseless.getMessage()), senseless);
                }
            }

            @Override
            public Calibration update(
                    UnaryOperator<Calibration> change, Collection<VmProfile> vms, Optional<NetworkProfile> network)
                    throws IOException {
                return file.update(driver, change);
            }

            @Override
            public String name() {
                return file.toString();
            }
        };
    }

    /**
     * Returns a profile, which keeps what it has of VMs and network and gets what it has not; a new one begins with what is
     * assumed of the driver's hypervisor.
     */
    static CalibrationTarget of(ProfileFile file, String driver) {
        return new CalibrationTarget() {
            @Override
            public Calibration load() {
                return file.find().map(ProfileDocument::calibration).orElseGet(() -> CalibrationFile.prior(driver));
            }

            @Override
            public Calibration update(
                    UnaryOperator<Calibration> change, Collection<VmProfile> vms, Optional<NetworkProfile> network)
                    throws IOException {
                Optional<ProfileDocument> before = file.find();
                Calibration after = change.apply(load());
                List<VmProfile> kept = before.map(ProfileDocument::vms).orElse(List.of());
                file.write(new ProfileDocument(
                        kept.isEmpty() ? List.copyOf(vms) : kept,
                        before.flatMap(ProfileDocument::network).or(() -> network),
                        after));
                return after;
            }

            @Override
            public String name() {
                return file.toString();
            }
        };
    }
}
