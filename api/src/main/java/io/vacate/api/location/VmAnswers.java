package io.vacate.api.location;

import io.vacate.api.host.HostUri;
import io.vacate.api.location.HostAnswer.Has;
import io.vacate.api.location.HostAnswer.HasNot;
import io.vacate.api.location.HostAnswer.Keeps;
import io.vacate.api.location.HostAnswer.Sending;
import io.vacate.api.location.HostAnswer.Silent;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.vm.VmState;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What hosts say of one VM at one moment, and where it therefore is. It is the only place where that is decided.
 *
 * <p>A VM that nobody has may run on a host that was not asked: it is {@linkplain VmLocation.Unknown unknown}, not lost. {@link
 * VmLocation.Lost} takes a host's own word that the VM ended there.
 *
 * @param source the host that the VM came from
 * @param answers what each host says, by its address, in the order in which it is told to people; the source among them
 * @param isPair whether these are the two ends of a migration that was led from here: no other host has a part of the VM
 */
public record VmAnswers(HostUri source, Map<HostUri, HostAnswer> answers, boolean isPair) {
    /**
     * Copies the answers.
     *
     * @throws IllegalArgumentException if the source is not among them
     */
    public VmAnswers {
        if (!answers.containsKey(source)) {
            throw new IllegalArgumentException("source (%s) is not among %s".formatted(source, answers.keySet()));
        }
        answers = Collections.unmodifiableMap(new LinkedHashMap<>(answers));
    }

    /** Returns what both ends of a migration say that was led from here. */
    public static VmAnswers ofPair(HostUri source, HostAnswer atSource, HostUri destination, HostAnswer atDestination) {
        Map<HostUri, HostAnswer> both = new LinkedHashMap<>();
        both.put(source, atSource);
        both.put(destination, atDestination);
        return new VmAnswers(source, both, true);
    }

    /** Returns what hosts say that were merely asked: others may have it as well. */
    public static VmAnswers of(HostUri source, Map<HostUri, HostAnswer> answers) {
        return new VmAnswers(source, answers, false);
    }

    /** Returns what the source says. */
    public HostAnswer atSource() {
        return answers.getOrDefault(source, new HasNot());
    }

    private Stream<Map.Entry<HostUri, HostAnswer>> others() {
        return answers.entrySet().stream().filter(entry -> !entry.getKey().equals(source));
    }

    private boolean anyOther(Predicate<HostAnswer> condition) {
        return others().map(Map.Entry::getValue).anyMatch(condition);
    }

    /** Tells whether any host did not answer. */
    public boolean isAnySilent() {
        return answers.values().stream().anyMatch(Silent.class::isInstance);
    }

    /** Tells whether the VM runs at its source and another host has something that can never become it. */
    public boolean leavesShell() {
        return atSource() instanceof Has here
                && here.isOwn()
                && !here.isHalf()
                && here.status().state() == VmState.RUNNING
                && anyOther(answer -> answer instanceof Has there && there.isShell());
    }

    /** Tells whether the source has nothing left that could run. */
    public boolean isGoneFromSource() {
        return atSource() instanceof HasNot || (atSource() instanceof Has here && !here.mayRun());
    }

    /** Decides where the VM is. */
    public LocationFinding conclude() {
        if (answers.values().stream().anyMatch(Sending.class::isInstance)) {
            return unknown("it is on its way: " + this);
        }
        if (atSource() instanceof Has here && here.isHalf()) {
            return brokenPostCopy();
        }
        return owner().or(this::buffered)
                .or(this::undecided)
                .or(this::ended)
                .orElseGet(() ->
                        unknown("no host that was asked has it; it may run on one that was not (%s)".formatted(this)));
    }

    /**
     * Decides where the VM is, knowing where it was found before. A look that learns less than the one before does not overrule
     * it: a driver that saw a migration end knows what can no longer be asked.
     *
     * @param before what was found when its migration ended
     */
    public VmLocation concludeAfter(VmLocation before) {
        VmLocation now = conclude().location();
        if (now instanceof VmLocation.Lost) {
            return before instanceof VmLocation.Unknown ? before : now;
        }
        return now instanceof VmLocation.Unknown unknown ? stillUnknown(unknown, before) : now;
    }

    private VmLocation stillUnknown(VmLocation.Unknown now, VmLocation before) {
        if (before instanceof VmLocation.OnHost at) {
            return isSilent(at.host())
                    ? new VmLocation.Unknown("it was %s when that host last answered (%s)".formatted(at, now.why()))
                    : now;
        }
        if (before instanceof VmLocation.Suspended waits) {
            return isSilent(waits.host()) && !mayRunSomewhere() ? before : now;
        }
        if (before instanceof VmLocation.Lost) {
            return mayRunSomewhere() ? now : before;
        }
        return isAnySilent() && !mayRunSomewhere() ? before : now;
    }

    private boolean isSilent(HostUri host) {
        return answers.get(host) instanceof Silent;
    }

    private boolean mayRunSomewhere() {
        return answers.values().stream()
                .anyMatch(answer -> answer.mayRun() && !(answer instanceof Has has && has.isHalf()));
    }

    /** The host that has it for itself, if there is one. */
    private Optional<LocationFinding> owner() {
        List<Map.Entry<HostUri, HostAnswer>> owners = answers.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Has has && has.isOwn())
                .toList();
        if (owners.size() > 1) {
            return Optional.of(unknown("several hosts say that they run it; end all but one of them: " + this));
        }
        return owners.stream().findFirst().map(entry -> {
            HostUri host = entry.getKey();
            // A source that has not yet removed it keeps it stopped; a destination may have a shell that waits for the
            // rest.
            boolean isSettled = host.equals(source)
                    ? !anyOther(HostAnswer::mayRun)
                    : !atSource().mayRun() && !(atSource() instanceof Silent);
            return new LocationFinding(new VmLocation.OnHost(host, ((Has) entry.getValue()).status()), isSettled);
        });
    }

    /** The source's buffer comes first: what its destination has is a copy. */
    private Optional<LocationFinding> buffered() {
        Optional<Keeps> kept = Stream.concat(Stream.of(atSource()), others().map(Map.Entry::getValue))
                .filter(Keeps.class::isInstance)
                .map(Keeps.class::cast)
                .findFirst();
        boolean mayRunUnseen = answers.values().stream()
                .anyMatch(answer -> answer instanceof Silent
                        || (answer instanceof Has has && has.mayRun() && !has.isMerelyRestored()));
        if (kept.isEmpty() || mayRunUnseen) {
            return Optional.empty();
        }
        VmLocation where = new VmLocation.Suspended(
                kept.get().state().host(), kept.get().state().file());
        return Optional.of(new LocationFinding(where, answers.values().stream().noneMatch(HostAnswer::mayRun)));
    }

    /** Some host did not answer, or has it paused for a hand-over of which nobody else knows. */
    private Optional<LocationFinding> undecided() {
        boolean isOpen = isAnySilent() || answers.values().stream().anyMatch(HostAnswer::mayRun);
        return isOpen ? Optional.of(unknown(toString())) : Optional.empty();
    }

    /** No host has it active. Those that know how it ended there decide; where it went comes before where it came from. */
    private Optional<LocationFinding> ended() {
        Optional<LocationFinding> there = others().filter(
                        entry -> entry.getValue() instanceof Has off && off.endedOnPurpose())
                .findFirst()
                .map(entry -> off(entry.getKey(), (Has) entry.getValue()));
        if (there.isPresent()) {
            return there;
        }
        if (anyOther(answer -> answer instanceof Has off && off.hasLeft())) {
            return Optional.of(left());
        }
        if (anyOther(answer -> answer instanceof Has off && off.hasCrashed())) {
            return Optional.of(new LocationFinding(new VmLocation.Lost(toString()), false));
        }
        return atSource() instanceof Has here ? endedAtSource(here) : Optional.empty();
    }

    private Optional<LocationFinding> endedAtSource(Has here) {
        if (here.endedOnPurpose()) {
            return Optional.of(off(source, here));
        }
        if (here.hasLeft()) {
            return Optional.of(left());
        }
        return here.hasCrashed()
                ? Optional.of(new LocationFinding(new VmLocation.Lost(toString()), false))
                : Optional.empty();
    }

    private static LocationFinding off(HostUri host, Has answer) {
        return new LocationFinding(new VmLocation.OnHost(host, answer.status()), true);
    }

    private LocationFinding left() {
        return unknown("it left by a migration, and no host that was asked runs it; it may run on one that was not (%s)"
                .formatted(this));
    }

    /** The source keeps what it has not sent yet, and the VM is whole nowhere. */
    private LocationFinding brokenPostCopy() {
        Optional<Map.Entry<HostUri, HostAnswer>> rest =
                others().filter(entry -> entry.getValue().mayRun()).findFirst();
        if (rest.isPresent()) {
            String why =
                    "its post-copy broke, and each host has a part of its memory; it stands still, or runs at %s until it needs what is missing. Recover the post-copy to make it whole (%s)"
                            .formatted(rest.get().getKey(), this);
            boolean isSettled = rest.get().getValue() instanceof Has has && has.isHalf();
            return new LocationFinding(new VmLocation.Unknown(why), isSettled);
        }
        if (!isPair || isAnySilent()) {
            return new LocationFinding(
                    new VmLocation.Unknown(
                            "its post-copy broke, and whether the part of its memory that had left %s is still there cannot be told (%s)"
                                    .formatted(source, this)),
                    true);
        }
        String destination = others().map(entry -> entry.getKey().toString()).collect(Collectors.joining(", "));
        return new LocationFinding(
                new VmLocation.Lost(
                        "its post-copy broke, and the part of its memory that was at %s is gone; %s has the rest only (%s)"
                                .formatted(destination, source, this)),
                false);
    }

    private static LocationFinding unknown(String why) {
        return new LocationFinding(new VmLocation.Unknown(why), false);
    }

    @Override
    public String toString() {
        return answers.entrySet().stream()
                .map(entry -> "%s %s".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("; "));
    }
}
