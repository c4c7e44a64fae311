package io.vacate.orchestrator.report;

import io.vacate.api.unit.DataSize;
import io.vacate.model.calibrate.LinkObservation;
import io.vacate.model.profile.NetworkProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What moves at the same time carried together over the link of one host. Pure.
 *
 * <p>A link that several moves shared tells its capacity only if nothing else held them back: so of the two links that a
 * move uses, the one that carried less at a time is left out.
 */
final class LinkObservations {
    private LinkObservations() {}

    static List<LinkObservation> observe(List<Transfer> transfers) {
        List<Transfer> sendings = transfers.stream()
                .filter(transfer ->
                        !transfer.sent().isZero() && !transfer.sending().isZero())
                .toList();
        Map<String, LinkObservation> byLink = new LinkedHashMap<>();
        for (Transfer sending : sendings) {
            for (String link : links(sending)) {
                byLink.computeIfAbsent(link, name -> observe(name, sendings));
            }
        }
        return byLink.values().stream()
                .filter(link -> isShared(on(link.link(), sendings)))
                .filter(link -> on(link.link(), sendings).stream()
                        .flatMap(sending -> links(sending).stream())
                        .map(other -> byLink.getOrDefault(other, link))
                        .allMatch(other -> other.rate().compareTo(link.rate()) <= 0))
                .toList();
    }

    private static List<String> links(Transfer transfer) {
        return List.of(NetworkProfile.upLink(transfer.from()), NetworkProfile.downLink(transfer.to()));
    }

    private static List<Transfer> on(String link, List<Transfer> all) {
        return all.stream().filter(sending -> links(sending).contains(link)).toList();
    }

    private static LinkObservation observe(String link, List<Transfer> all) {
        List<Transfer> users = on(link, all);
        DataSize sent = users.stream().map(Transfer::sent).reduce(DataSize.ZERO, DataSize::plus);
        return new LinkObservation(link, sent, busy(users));
    }

    /** Returns the time during which at least one was sending. */
    private static Duration busy(List<Transfer> users) {
        List<Transfer> sorted = new ArrayList<>(users);
        sorted.sort(Comparator.comparing(Transfer::sendingFrom));
        Duration busy = Duration.ZERO;
        Instant until = Instant.MIN;
        for (Transfer sending : sorted) {
            Instant from = sending.sendingFrom().isAfter(until) ? sending.sendingFrom() : until;
            if (sending.sendingTo().isAfter(from)) {
                busy = busy.plus(Duration.between(from, sending.sendingTo()));
                until = sending.sendingTo();
            }
        }
        return busy;
    }

    /** Tells whether two or more were sending for most of the time: the sum of their times is well above their union. */
    private static boolean isShared(List<Transfer> users) {
        Duration sum = users.stream().map(Transfer::sending).reduce(Duration.ZERO, Duration::plus);
        return sum.multipliedBy(2).compareTo(busy(users).multipliedBy(3)) >= 0;
    }
}
