package io.vacate.bench.planning.peer;

import static java.util.Comparator.reverseOrder;

import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchLink;
import io.vacate.model.batch.Hop;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rates that are offered for each migration: the highest, and those at which it fits beside one that is slower by nature.
 * Under a power cap also half of the highest, as slow migrations draw less.
 */
final class CandidateRates {
    private final Map<Hop, Set<Long>> highest = new HashMap<>();
    private final Map<String, BatchLink> links = new HashMap<>();
    private final boolean capped;

    CandidateRates(Batch problem, List<Move> moves) {
        problem.links().forEach(link -> links.put(link.id(), link));
        capped = problem.limits().powerCapWatts().isPresent();
        for (Move move : moves) {
            move.route()
                    .hops()
                    .forEach(hop -> highest.computeIfAbsent(hop, key -> new HashSet<>())
                            .add(move.rate().bytesPerSecond()));
        }
    }

    /** Returns the rates, the highest first. */
    List<DataRate> of(Move move) {
        long most = move.rate().bytesPerSecond();
        Set<Long> rates = new TreeSet<>(reverseOrder());
        rates.add(most);
        if (capped) {
            rates.add(most / 2);
        }
        for (Hop hop : move.route().hops()) {
            long capacity = Optional.ofNullable(links.get(hop.link()))
                    .orElseThrow()
                    .capacity(hop.forward())
                    .bytesPerSecond();
            for (long other : highest.getOrDefault(hop, Set.of())) {
                if (other < most) {
                    rates.add(other);
                    rates.add(Math.min(most, capacity - other));
                }
            }
        }
        return rates.stream().map(DataRate::ofBytesPerSecond).toList();
    }
}
