package io.vacate.libvirt.suspend;

import io.vacate.api.error.VmStateException;
import io.vacate.api.vm.VmId;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What interrupted migrations between two hosts have left, in either direction.
 *
 * @param one a host
 * @param other the other host
 */
record Leftovers(Site one, Site other) {
    /**
     * Finds out which way a VM was going.
     *
     * @return what ends its migration; empty if neither host has anything of it
     * @throws VmStateException if it was on its way between other hosts
     */
    Optional<Recovery> recovery(VmId vm) {
        LeftStates here = new LeftStates(one);
        LeftStates there = new LeftStates(other);
        Optional<SuspendRecord> mine = here.record(vm);
        Optional<SuspendRecord> theirs = there.record(vm);
        Optional<Recovery> known = Stream.of(mine, theirs)
                .flatMap(Optional::stream)
                .flatMap(record -> between(record).stream())
                .findFirst();
        if (known.isPresent()) {
            return known;
        }
        mine.or(() -> theirs).ifPresent(this::refuse);
        return withoutRecord(vm, here, there);
    }

    private Optional<Recovery> between(SuspendRecord record) {
        if (isBetween(record, one, other)) {
            return Optional.of(new Recovery(record, one, other));
        }
        return isBetween(record, other, one) ? Optional.of(new Recovery(record, other, one)) : Optional.empty();
    }

    private static boolean isBetween(SuspendRecord record, Site source, Site destination) {
        return record.source().equals(source.id()) && record.destination().equals(destination.id());
    }

    private void refuse(SuspendRecord record) {
        throw new VmStateException(
                "The suspend-copy-resume of VM %s was from %s (%s) to %s (%s), not between %s and %s; nothing was changed"
                        .formatted(
                                record.vm(),
                                record.sourceUri(),
                                record.source(),
                                record.destinationUri(),
                                record.destination(),
                                one.uri(),
                                other.uri()));
    }

    /** A record that is missing or torn was lost with its host's power, or was being written. */
    private static Optional<Recovery> withoutRecord(VmId vm, LeftStates here, LeftStates there) {
        return here.recordFromState(vm, there.site())
                .map(record -> new Recovery(record, here.site(), there.site()))
                .or(() -> there.recordFromState(vm, here.site())
                        .map(record -> new Recovery(record, there.site(), here.site())))
                .or(() -> scraps(vm, here, there));
    }

    /** A mark, or a torn record, lies at the source; a copy without a record lies at the destination. */
    private static Optional<Recovery> scraps(VmId vm, LeftStates here, LeftStates there) {
        if (!here.has(vm) && !there.has(vm)) {
            return Optional.empty();
        }
        boolean hereIsSource = here.hasSourceFile(vm) || (there.has(vm) && !there.hasSourceFile(vm));
        LeftStates from = hereIsSource ? here : there;
        LeftStates to = hereIsSource ? there : here;
        return Optional.of(new Recovery(from.bare(vm, to), from.site(), to.site()));
    }
}
