package io.vacate.orchestrator.network;

import io.vacate.api.unit.DataRate;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.profile.NetworkProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The network as far as it is known.
 *
 * @param network links with the capacities to reckon with
 * @param unknown the paths of which something had to be assumed
 */
public record NetworkKnowledge(NetworkProfile network, List<UnknownPath> unknown) {
    /** The speed of a link of which nothing is known. */
    public static final DataRate PRIOR_SPEED = DataRate.ofMegabitsPerSecond(1000);

    /** Copies the list. */
    public NetworkKnowledge {
        unknown = List.copyOf(unknown);
    }

    /**
     * Returns the star network in which each host has a link of the speed that the caller knows.
     *
     * @throws IllegalArgumentException if {@code speed} is 0
     */
    public static NetworkKnowledge given(List<String> sources, List<String> destinations, DataRate speed) {
        return new NetworkKnowledge(NetworkProfile.star(concat(sources, destinations), speed), List.of());
    }

    /**
     * Returns the star network with what earlier migrations taught about its paths. Where they taught nothing, links have
     * the rate seen elsewhere, or else {@link #PRIOR_SPEED}, and a sentence says so.
     *
     * @param sources names of the hosts that data leaves
     * @param destinations names of the hosts that data reaches
     */
    public static NetworkKnowledge learned(List<String> sources, List<String> destinations, Calibration calibration) {
        Optional<DataRate> typical = calibration.typicalRate();
        // What was seen on a path is data, without framing: a link's speed is a little more.
        DataRate speed = typical.map(rate -> DataRate.ofBytesPerSecond(
                        (long) Math.ceil(rate.bytesPerSecond() / NetworkProfile.PRIOR_EFFICIENCY)))
                .orElse(PRIOR_SPEED);
        List<UnknownPath> unknown = new ArrayList<>();
        for (String from : sources) {
            for (String to : destinations) {
                if (!calibration.knows(from, to)) {
                    unknown.add(new UnknownPath(from, to, assumption(from, to, typical)));
                }
            }
        }
        NetworkProfile star = NetworkProfile.star(concat(sources, destinations), speed);
        return new NetworkKnowledge(calibration.apply(star), unknown);
    }

    private static List<String> concat(List<String> sources, List<String> destinations) {
        return Stream.concat(sources.stream(), destinations.stream()).toList();
    }

    private static String assumption(String from, String to, Optional<DataRate> typical) {
        return typical.map(rate -> "link rate between %s and %s is not known: assumed %s, as seen on other paths"
                        .formatted(from, to, rate))
                .orElseGet(() -> "link rate between %s and %s is not known: assumed 1 Gbit/s".formatted(from, to));
    }
}
