package io.vacate.bench.testbed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All that is measured.
 *
 * @param runs how often each case is measured
 * @param quick only the small guests and groups, once
 */
record GuestSets(int runs, boolean quick) {
    private static final int DISK_MIB = 128;
    private static final List<Technique> MODES = List.of(
            Technique.POST_COPY,
            Technique.VIA_MEMORY,
            Technique.VIA_DISK,
            Technique.HYBRID,
            Technique.STOP_AND_COPY,
            Technique.AUTO_CONVERGE,
            Technique.XBZRLE,
            Technique.MULTIFD);
    private static final Set<Technique> UNLIMITED_TOO =
            Set.of(Technique.POST_COPY, Technique.VIA_MEMORY, Technique.VIA_DISK);

    /** Returns the guests of the named sets: what matters most comes first. */
    List<GuestSet> of(Set<String> names) {
        List<GuestSet> all = new ArrayList<>();
        if (names.contains("singles")) {
            all.addAll(singles());
        }
        if (names.contains("groups")) {
            all.addAll(groups());
        }
        if (names.contains("modes")) {
            all.addAll(modes());
        }
        return all;
    }

    private List<GuestSet> singles() {
        List<GuestKind> guests = new ArrayList<>();
        for (int memory : sizes(128, 256, 512)) {
            guests.add(GuestKind.idle(memory));
            if (memory > 128) {
                guests.add(GuestKind.filled(memory));
            }
            for (int dirty : List.of(8, 20, 50)) {
                guests.add(GuestKind.busy(memory, dirty));
            }
        }
        return guests.stream().map(this::single).toList();
    }

    private GuestSet single(GuestKind guest) {
        return new GuestSet(
                List.of(guest),
                Stream.of(Link.values())
                        .map(link -> new MigrationCase(
                                "single",
                                "single-%s-%s".formatted(guest.label(), link.label()),
                                Technique.PRE_COPY,
                                link,
                                Strategy.ALONE,
                                repeated(runs)))
                        .toList());
    }

    private List<GuestSet> modes() {
        List<GuestSet> sets = new ArrayList<>();
        for (GuestKind guest : quick
                ? List.of(GuestKind.idle(128))
                : List.of(GuestKind.idle(128), GuestKind.filled(256), GuestKind.busy(256, 20), GuestKind.filled(512))) {
            List<MigrationCase> cases = new ArrayList<>();
            MODES.forEach(technique -> cases.add(mode(technique, guest, Link.LIMITED)));
            MODES.stream()
                    .filter(UNLIMITED_TOO::contains)
                    .forEach(technique -> cases.add(mode(technique, guest, Link.UNLIMITED)));
            sets.add(new GuestSet(List.of(guest), cases));
            sets.add(new GuestSet(
                    List.of(guest.withDisk(DISK_MIB)), List.of(mode(Technique.WITH_DISK, guest, Link.LIMITED))));
        }
        return sets;
    }

    private MigrationCase mode(Technique technique, GuestKind guest, Link link) {
        return new MigrationCase(
                "mode",
                "mode-%s-%s-%s".formatted(technique.label(), guest.label(), link.label()),
                technique,
                link,
                Strategy.ALONE,
                repeated(runs));
    }

    private List<GuestSet> groups() {
        List<GuestSet> sets = new ArrayList<>();
        for (int count : sizes(4, 8)) {
            sets.add(group("128-idle", Collections.nCopies(count, GuestKind.idle(128))));
            sets.add(group("128-d8", Collections.nCopies(count, GuestKind.busy(128, 8))));
            if (!quick) {
                sets.add(group("mixed", mixed(count)));
                sets.add(group("256-filled", Collections.nCopies(count, GuestKind.filled(256))));
            }
            if (count == 4 && !quick) {
                sets.add(group("256-d20", Collections.nCopies(count, GuestKind.busy(256, 20))));
            }
        }
        return sets;
    }

    /** Half of them idle, a quarter writes little, a quarter much. */
    private static List<GuestKind> mixed(int count) {
        List<GuestKind> guests = new ArrayList<>(Collections.nCopies(count / 2, GuestKind.idle(128)));
        for (int i = 0; i < count / 4; i++) {
            guests.add(GuestKind.busy(i % 2 == 0 ? 128 : 256, 8));
        }
        for (int i = 0; i < count / 4; i++) {
            guests.add(GuestKind.busy(i % 2 == 0 ? 256 : 128, 20));
        }
        return guests;
    }

    private GuestSet group(String mix, List<GuestKind> guests) {
        List<MigrationCase> cases = new ArrayList<>();
        for (Link link : Link.values()) {
            for (Strategy strategy : List.of(Strategy.SEQUENTIAL, Strategy.PARALLEL)) {
                cases.add(new MigrationCase(
                        "group",
                        "group-%dx%s-%s-%s".formatted(guests.size(), mix, strategy.label(), link.label()),
                        Technique.PRE_COPY,
                        link,
                        strategy,
                        repeated(runs + runs % 2)));
            }
        }
        return new GuestSet(guests, cases);
    }

    private List<Integer> sizes(Integer... all) {
        return List.of(all).subList(0, quick ? 1 : all.length);
    }

    private int repeated(int times) {
        return quick ? 1 : times;
    }
}
