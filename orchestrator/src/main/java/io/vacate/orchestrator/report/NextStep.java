package io.vacate.orchestrator.report;

import io.vacate.api.host.HostUri;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.VmState;
import java.util.Locale;

/** What an operator does next about a VM, in words and commands to type. */
public final class NextStep {
    /** There is nothing to do. */
    public static final String NOTHING = "nothing";

    private static final String RUN_AGAIN = "run the evacuation again";

    private NextStep() {}

    /** Returns what to do about a VM that was to move. */
    static String of(MoveReport move) {
        String source = move.result().move().source().uri().toString();
        String destination = move.result().move().destination().uri().toString();
        String name = move.vmName();
        return switch (move.outcome()) {
            case MOVED, ENDED -> move.isWell() ? NOTHING : standing(move.location());
            case LEFT ->
                "ask who moved it %s before you %s".formatted(move.isElsewhere() ? "there" : "back", RUN_AGAIN);
            case FAILED -> move.isWell() ? afterFailure(move) : standing(move.location());
            case DID_NOT_CONVERGE ->
                RUN_AGAIN + " with --auto-converge, --mode post-copy or --if-stuck force, or when it is less busy";
            case CANCELLED -> move.isAborted() ? "ask who aborted it before you " + RUN_AGAIN : RUN_AGAIN;
            case NOT_STARTED, SKIPPED -> RUN_AGAIN;
            case SUSPENDED -> resume(name, source, destination);
            case LOST -> "it runs nowhere: start it anew where its disks are, after looking at why it ended";
            case UNKNOWN ->
                "do not start it anew: ask the hosts again (vacate hosts URI...), those that did not answer and those that it may have been moved to";
        };
    }

    private static String afterFailure(MoveReport move) {
        boolean isTakenElsewhere = move.isElsewhere()
                && move.location() instanceof VmLocation.OnHost at
                && at.status().state() == VmState.RUNNING;
        return isTakenElsewhere ? "ask who moved it there before you " + RUN_AGAIN : "mend the cause and " + RUN_AGAIN;
    }

    /** Returns what keeps a VM from being moved of which its host has but the state in a buffer, and what to do about it. */
    public static String suspended(SuspendedVm state) {
        return "VM '%s' is suspended, and its state waits in '%s' on %s; resume it first: %s"
                .formatted(state.name(), state.file(), state.host(), resume(state));
    }

    /** Returns the command that resumes a VM whose state was left by an interrupted suspend-copy-resume. */
    public static String resume(SuspendedVm state) {
        return resume(
                state.name(),
                state.host().toString(),
                state.peer().map(HostUri::toString).orElse("URI-OF-THE-OTHER-HOST"));
    }

    /**
     * Returns the command that resumes a VM.
     *
     * @param one a host of its suspend-copy-resume, by its address
     * @param other the other one
     */
    public static String resume(String vm, String one, String other) {
        return "vacate resume %s --from %s --to %s".formatted(shellWord(vm), shellWord(one), shellWord(other));
    }

    private static String standing(VmLocation location) {
        if (!(location instanceof VmLocation.OnHost at)) {
            return "look at it on its host";
        }
        if (at.status().state() == VmState.CRASHED) {
            return "look at why it crashed on %s, then destroy it there (virsh dump, virsh destroy)"
                    .formatted(at.host());
        }
        return at.status().state() == VmState.PAUSED
                ? "look at why it is paused on %s (%s), mend that and resume it there (virsh resume)"
                        .formatted(
                                at.host(),
                                at.status()
                                        .reason()
                                        .name()
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', ' '))
                : "look at it on " + at.host();
    }

    /** Returns a word as a shell takes it. */
    public static String shellWord(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
