package io.vacate.model.calibrate;

import io.vacate.model.estimate.StartOrder;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.internal.Check;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import io.vacate.model.simulation.SimulatedJob;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * Migrations that were under way together, of which only the times are known.
 *
 * @param members the migrations, by start; at least one
 */
public record ObservedRun(List<Member> members) {
    /**
     * One of them.
     *
     * @param vm what was assumed of the VM before
     * @param from name of the source host
     * @param to name of the destination host
     * @param tuning how it was moved
     * @param start since the run began; not negative
     * @param total time that it took; positive
     */
    public record Member(VmProfile vm, String from, String to, Tuning tuning, Duration start, Duration total) {
        /**
         * Checks the migration.
         *
         * @throws IllegalArgumentException if a time is out of its range; the message names the VM
         */
        public Member {
            Check.notNegative(start, "start of VM '%s'".formatted(vm.name()));
            Check.positive(total, "total time of VM '%s'".formatted(vm.name()));
        }

        /** Returns when it ended, since the run began. */
        public Duration end() {
            return start.plus(total);
        }

        SimulatedJob job(NetworkProfile network, Calibration calibration) {
            return new SimulatedJob(calibration.apply(vm), network.path(from, to), tuning);
        }
    }

    /**
     * Sorts the members.
     *
     * @throws IllegalArgumentException if there is none
     */
    public ObservedRun {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("members (%s) of a run must not be empty".formatted(members));
        }
        members = members.stream().sorted(Comparator.comparing(Member::start)).toList();
    }

    /** Returns the time from the start of the first to the end of the last. */
    public Duration makespan() {
        Duration first = members.get(0).start();
        return members.stream()
                .map(Member::end)
                .max(Duration::compareTo)
                .orElse(first)
                .minus(first);
    }

    /** Returns the migrations as jobs of a simulation, as they were learned to be. */
    List<SimulatedJob> jobs(NetworkProfile network, Calibration calibration) {
        return members.stream().map(member -> member.job(network, calibration)).toList();
    }

    /** Returns the order in which each starts when it did. */
    public StartOrder asStarted() {
        return StartOrder.at(members.stream()
                .mapToDouble(member -> Seconds.of(member.start()))
                .toArray());
    }
}
