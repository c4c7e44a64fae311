package io.vacate.bench.testbed;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Guests that run together, and what is measured with them.
 *
 * @param guests in the order in which they move
 * @param cases in the order in which they are measured
 */
record GuestSet(List<GuestKind> guests, List<MigrationCase> cases) {
    GuestSet {
        guests = List.copyOf(guests);
        cases = List.copyOf(cases);
    }

    /** Returns the guests' names, which their order makes unique. */
    List<String> names() {
        return IntStream.range(0, guests.size())
                .mapToObj(i -> "%d-%s".formatted(i + 1, guests.get(i).label()))
                .toList();
    }

    /** Returns the same guests with some of the cases. */
    GuestSet with(Predicate<MigrationCase> condition) {
        return new GuestSet(guests, cases.stream().filter(condition).toList());
    }
}
