package io.vacate.orchestrator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Looks for few VMs of the destinations that have to move among these, so that all others find room. Pure. */
final class RoomMaker {
    /** So many VMs are placed in all trials together, and at least so many trials made. */
    private static final int PLACED = 200_000;

    private static final int LEAST_TRIALS = 20;

    private final Predicate<List<Candidate>> findsRoom;
    private final List<Candidate> residents;
    private int trials;

    /**
     * Makes a search.
     *
     * @param residents VMs that may move
     * @param others how many VMs are placed beside these
     * @param findsRoom whether there is a place for each VM when these move as well
     */
    RoomMaker(List<Candidate> residents, int others, Predicate<List<Candidate>> findsRoom) {
        this.residents = residents.stream()
                .sorted(Comparator.comparing((Candidate vm) -> vm.memory()).thenComparing(Candidate::name))
                .toList();
        this.findsRoom = findsRoom;
        trials = Math.max(LEAST_TRIALS, PLACED / Math.max(1, others));
    }

    /** Returns the VMs; empty if none were found to be enough. One or two are the fewest for sure where trials reach that far. */
    Optional<List<Candidate>> find() {
        for (Candidate one : residents) {
            if (fits(List.of(one))) {
                return Optional.of(List.of(one));
            }
        }
        for (int i = 0; i < residents.size(); i++) {
            for (int j = 0; j < i; j++) {
                List<Candidate> two = List.of(residents.get(j), residents.get(i));
                if (fits(two)) {
                    return Optional.of(two);
                }
            }
        }
        return all();
    }

    private boolean fits(List<Candidate> moving) {
        return trials-- > 0 && findsRoom.test(moving);
    }

    /** Lets all move, and then one after the other stay, the large ones first. */
    private Optional<List<Candidate>> all() {
        List<Candidate> moving = new ArrayList<>(residents);
        if (!findsRoom.test(moving)) {
            return Optional.empty();
        }
        for (int i = residents.size() - 1; i >= 0; i--) {
            List<Candidate> without = new ArrayList<>(moving);
            without.remove(residents.get(i));
            if (findsRoom.test(without)) {
                moving = without;
            }
        }
        return Optional.of(moving);
    }
}
