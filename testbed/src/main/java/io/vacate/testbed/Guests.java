package io.vacate.testbed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The commands for guests, which all testbeds have; remembers which guests were started by it. */
final class Guests {
    /** Longer than the commands wait themselves: they clean up. */
    private static final Duration TIMEOUT = Duration.ofMinutes(8);

    private final Scripts scripts;
    private final TestbedSession.Kind kind;
    private final Set<String> started = ConcurrentHashMap.newKeySet();

    Guests(Scripts scripts, TestbedSession.Kind kind) {
        this.scripts = scripts;
        this.kind = kind;
    }

    void start(String host, GuestSpec spec, List<String> further) {
        List<String> words = new ArrayList<>(List.of(
                "--memory",
                Integer.toString(spec.memoryMib()),
                "--working-set",
                Integer.toString(spec.workingSetMib()),
                "--dirty",
                Integer.toString(spec.dirtyMibPerSecond()),
                "--fill",
                Integer.toString(spec.fillMib()),
                spec.isPersistent() ? "--persistent" : "--transient"));
        if (spec.isDamaged()) {
            words.add("--damaged");
        }
        words.addAll(further);
        words.addAll(List.of("--", host, spec.name()));
        run("guest", words).orThrow();
        started.add(spec.name());
    }

    CheckResult check(String guest) {
        Scripts.Result result = run("check", List.of("--json", "--", guest));
        return result.out().isBlank() ? Answers.check(result.orThrow().out()) : Answers.check(result.out());
    }

    void remove(String guest) {
        run("remove", List.of("--", guest)).orThrow();
        started.remove(guest);
    }

    void removeAll() {
        List.copyOf(started).forEach(this::remove);
    }

    String virsh(String host, String... arguments) {
        List<String> words = new ArrayList<>(List.of(host));
        words.addAll(List.of(arguments));
        return run("virsh", words).orThrow().out();
    }

    private Scripts.Result run(String command, List<String> words) {
        return scripts.run(TIMEOUT, kind.command(command), words.toArray(String[]::new));
    }
}
