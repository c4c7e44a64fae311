package io.vacate.orchestrator.report;

import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.Phase;
import io.vacate.api.unit.DataSize;
import io.vacate.model.calibrate.LinkObservation;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.orchestrator.execute.MoveResult;
import io.vacate.orchestrator.network.HostNames;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What moves at the same time carried together over the link of one host. Pure.
 *
 * <p>A link that several moves shared tells its capacity only if nothing else held them back: so of the two links that a
 * move uses, the one that carried less at a time is left out.
 */
final class LinkObservations {
    private LinkObservations() {}

    /** A move while it was sending. */
    private record Sending(List<String> links, DataSize sent, Instant from, Instant to) {}

    static List<LinkObservation> observe(List<MoveResult.Moved> moved, HostNames names) {
        List<Sending> sendings = moved.stream()
                .filter(move -> move.move().request().bandwidth().isEmpty())
                .map(move -> sending(move, names))
                .flatMap(Optional::stream)
                .toList();
        Map<String, LinkObservation> byLink = new LinkedHashMap<>();
        for (Sending sending : sendings) {
            for (String link : sending.links()) {
                byLink.computeIfAbsent(link, name -> observe(name, sendings));
            }
        }
        return byLink.values().stream()
                .filter(link -> isShared(on(link.link(), sendings)))
                .filter(link -> on(link.link(), sendings).stream()
                        .flatMap(sending -> sending.links().stream())
                        .map(other -> byLink.getOrDefault(other, link))
                        .allMatch(other -> other.rate().compareTo(link.rate()) <= 0))
                .toList();
    }

    private static Optional<Sending> sending(MoveResult.Moved move, HostNames names) {
        MigrationStatistics statistics = move.statistics();
        Instant from = move.started().plus(statistics.phases().getOrDefault(Phase.PREPARE, Duration.ZERO));
        Instant to = move.ended().minus(statistics.phases().getOrDefault(Phase.FINISH, Duration.ZERO));
        return statistics
                .transferred()
                .filter(sent -> !sent.isZero() && from.isBefore(to))
                .map(sent -> new Sending(
                        List.of(
                                NetworkProfile.upLink(names.of(move.move().source())),
                                NetworkProfile.downLink(names.of(move.destination()))),
                        sent,
                        from,
                        to));
    }

    private static List<Sending> on(String link, List<Sending> all) {
        return all.stream().filter(sending -> sending.links().contains(link)).toList();
    }

    private static LinkObservation observe(String link, List<Sending> all) {
        List<Sending> users = on(link, all);
        DataSize sent = users.stream().map(Sending::sent).reduce(DataSize.ZERO, DataSize::plus);
        return new LinkObservation(link, sent, busy(users));
    }

    /** Returns the time during which at least one was sending. */
    private static Duration busy(List<Sending> users) {
        List<Sending> sorted = new ArrayList<>(users);
        sorted.sort(Comparator.comparing(Sending::from));
        Duration busy = Duration.ZERO;
        Instant until = Instant.MIN;
        for (Sending sending : sorted) {
            Instant from = sending.from().isAfter(until) ? sending.from() : until;
            if (sending.to().isAfter(from)) {
                busy = busy.plus(Duration.between(from, sending.to()));
                until = sending.to();
            }
        }
        return busy;
    }

    /** Tells whether two or more were sending for most of the time: the sum of their times is well above their union. */
    private static boolean isShared(List<Sending> users) {
        Duration sum = users.stream()
                .map(sending -> Duration.between(sending.from(), sending.to()))
                .reduce(Duration.ZERO, Duration::plus);
        return sum.multipliedBy(2).compareTo(busy(users).multipliedBy(3)) >= 0;
    }
}
