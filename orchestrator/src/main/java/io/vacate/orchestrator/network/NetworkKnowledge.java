package io.vacate.orchestrator.network;

import io.vacate.api.unit.DataRate;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.profile.NetworkProfile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The network as far as it is known before what was learned is applied to it: each host has a full-duplex card, and the switch
 * between them is no bottleneck.
 *
 * @param speed of each host's card, as sold
 * @param learned what is to be applied to that
 * @param unknown the paths of which something had to be assumed
 */
public record NetworkKnowledge(DataRate speed, Calibration learned, List<UnknownPath> unknown) {
    /** The speed of a link of which nothing is known. */
    public static final DataRate PRIOR_SPEED = DataRate.ofMegabitsPerSecond(1000);

    /** Copies the list. */
    public NetworkKnowledge {
        unknown = List.copyOf(unknown);
    }

    /** Returns what is known where the caller tells the speed: rates of paths that were seen do not count against that. */
    public static NetworkKnowledge given(DataRate speed, Calibration calibration) {
        return new NetworkKnowledge(speed, calibration.withoutRates(), List.of());
    }

    /**
     * Returns what earlier migrations taught. Where they taught nothing, links have the rate seen elsewhere, or else
     * {@link #PRIOR_SPEED}, and a sentence says so.
     *
     * @param sources names of the hosts that data leaves
     * @param destinations names of the hosts that data reaches
     */
    public static NetworkKnowledge learned(
            Collection<String> sources, Collection<String> destinations, Calibration calibration) {
        Optional<DataRate> typical = calibration.typicalRate();
        // What was seen on a path is data, without framing: a link's speed is a little more.
        double carries = NetworkProfile.PRIOR_EFFICIENCY * calibration.efficiency();
        DataRate speed = typical.map(
                        rate -> DataRate.ofBytesPerSecond((long) Math.ceil(rate.bytesPerSecond() / carries)))
                .orElse(PRIOR_SPEED);
        List<UnknownPath> unknown = new ArrayList<>();
        for (String from : sources) {
            for (String to : destinations) {
                if (!calibration.knows(from, to)) {
                    unknown.add(new UnknownPath(from, to, assumption(from, to, typical)));
                }
            }
        }
        return new NetworkKnowledge(speed, calibration, unknown);
    }

    /** Returns the star of some hosts. */
    public NetworkProfile star(Collection<String> hosts) {
        return NetworkProfile.star(hosts, speed);
    }

    private static String assumption(String from, String to, Optional<DataRate> typical) {
        return typical.map(rate -> "link rate between %s and %s is not known: assumed %s, as seen on other paths"
                        .formatted(from, to, rate))
                .orElseGet(() -> "link rate between %s and %s is not known: assumed 1 Gbit/s".formatted(from, to));
    }
}
