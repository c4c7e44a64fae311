package io.vacate.bench.testbed;

import io.vacate.api.Host;
import io.vacate.api.unit.DataSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Measures guests that run together: starts them, moves them to and fro, removes them. */
final class Measuring {
    private static final List<String> NAMES = List.of("h1", "h2");
    /** So that what the last migration, or the start, left to do is done. */
    private static final long SETTLE_MILLIS = 1500;

    private final TestbedScripts testbed;
    private final List<Host> hosts;
    private final MigrationsFile file;
    private final Mover mover;
    private Optional<Link> link = Optional.empty();
    private boolean warm;
    /** Which of the hosts has the guests. */
    private int at;

    Measuring(TestbedScripts testbed, List<Host> hosts, MigrationsFile file, Mover mover) {
        this.testbed = testbed;
        this.hosts = hosts;
        this.file = file;
        this.mover = mover;
    }

    /**
     * Measures all cases of the set.
     *
     * @return false if a guest was not well or a migration impossible, which was said; the rows of the runs before are kept
     */
    @SuppressWarnings("IllegalCatch") // whatever happened to these guests, the next ones are new
    boolean measure(GuestSet set) throws Exception {
        List<String> started = new ArrayList<>();
        try {
            at = 0;
            for (int i = 0; i < set.guests().size(); i++) {
                String name = set.names().get(i);
                testbed.start(NAMES.get(at), name, set.guests().get(i));
                started.add(name);
            }
            Thread.sleep(SETTLE_MILLIS);
            Profiles profiles = Profiles.measure(set, hosts.get(at));
            for (MigrationCase measured : set.cases()) {
                measure(measured, set, profiles);
            }
            return true;
        } catch (InterruptedException interrupted) {
            throw interrupted;
        } catch (Exception failure) {
            System.err.println("ABORTED: " + set.cases().get(0).id() + " and what else these guests were for");
            failure.printStackTrace();
            return false;
        } finally {
            for (String guest : started) {
                testbed.remove(guest);
            }
        }
    }

    private void measure(MigrationCase measured, GuestSet set, Profiles profiles) throws Exception {
        if (!link.equals(Optional.of(measured.link()))) {
            for (String host : NAMES) {
                testbed.limit(host, measured.link());
            }
            link = Optional.of(measured.link());
        }
        if (!warm) {
            run(measured, set);
            warm = true;
        }
        for (int run = 1; run <= measured.runs(); run++) {
            if (!file.has(measured, run)) {
                measure(measured, run, set, profiles);
            }
        }
        for (String guest : set.names()) {
            testbed.check(guest);
        }
    }

    private void measure(MigrationCase measured, int run, GuestSet set, Profiles profiles) throws Exception {
        Thread.sleep(SETTLE_MILLIS);
        int source = at;
        Map<String, DataSize> resident = Profiles.residentMemory(set.names(), hosts.get(source));
        String load = Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
        List<Moved> moves = run(measured, set);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < moves.size(); i++) {
            Moved moved = moves.get(i);
            rows.add(new Row()
                    .measured(measured, run, moves.size())
                    .guest(moved.guest(), set.guests().get(i))
                    .mebibytes(Optional.ofNullable(resident.get(moved.guest())))
                    .add(profiles.dirtyCurve(moved.guest()))
                    .add(NAMES.get(source))
                    .add(NAMES.get(1 - source))
                    .moved(moved, load)
                    .toString());
        }
        file.add(measured, run, rows);
        double makespan = moves.stream().mapToDouble(Moved::endSeconds).max().orElse(0);
        long completed = moves.stream().filter(Moved::isCompleted).count();
        System.err.printf(
                Locale.ROOT,
                "%tT %s run %d: %.2f s, %d of %d moved, load %s%n",
                System.currentTimeMillis(),
                measured.id(),
                run,
                makespan,
                completed,
                moves.size(),
                load);
    }

    /** Moves the guests to the other host; should only some of them get there, the others follow, one by one. */
    private List<Moved> run(MigrationCase measured, GuestSet set) throws Exception {
        Host from = hosts.get(at);
        Host to = hosts.get(1 - at);
        List<Moved> moves = mover.move(
                set.names(),
                from,
                to,
                measured.technique().request(),
                measured.strategy().atOnce(set.guests().size()));
        List<String> left = moves.stream()
                .filter(moved -> !moved.isCompleted())
                .map(Moved::guest)
                .toList();
        if (!left.isEmpty() && left.size() < moves.size()) {
            List<Moved> followed =
                    mover.move(left, from, to, measured.technique().request(), 1);
            if (!followed.stream().allMatch(Moved::isCompleted)) {
                throw new IllegalStateException("guests are on both hosts: " + followed);
            }
        }
        if (left.size() < moves.size()) {
            testbed.deleteDisks(NAMES.get(at));
            at = 1 - at;
        }
        return moves;
    }
}
