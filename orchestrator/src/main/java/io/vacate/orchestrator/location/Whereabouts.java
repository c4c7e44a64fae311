package io.vacate.orchestrator.location;

import io.vacate.api.Host;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.host.HostUri;
import io.vacate.api.location.HostAnswer;
import io.vacate.api.location.HostAnswer.Has;
import io.vacate.api.location.HostAnswer.HasNot;
import io.vacate.api.location.HostAnswer.Silent;
import io.vacate.api.location.VmAnswers;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What several hosts say of VMs at one moment. Immutable and thread-safe. */
public final class Whereabouts {
    private static final Logger LOG = LoggerFactory.getLogger(Whereabouts.class);

    private final Map<HostUri, Map<VmId, HostAnswer>> known = new LinkedHashMap<>();
    private final Map<HostUri, String> silent = new LinkedHashMap<>();
    private final EndWatch ends;

    private Whereabouts(EndWatch ends) {
        this.ends = ends;
    }

    /**
     * Asks hosts, each once, and blocks until all have answered or failed to.
     *
     * @param hosts whom to ask
     * @param vms of which VMs
     * @param ends how VMs were seen to end
     */
    public static Whereabouts ask(Collection<Host> hosts, Set<VmId> vms, EndWatch ends) {
        Whereabouts found = new Whereabouts(ends);
        for (Host host : hosts) {
            try {
                found.known.put(host.uri(), host.answers(vms));
            } catch (HypervisorException unanswered) {
                found.silent.put(host.uri(), String.valueOf(unanswered.getMessage()));
            } catch (RuntimeException | Error bug) {
                // A driver that breaks its promises must not keep the other hosts from being asked.
                LOG.error("{} could not be asked where VMs are", host, bug);
                found.silent.put(host.uri(), "Host %s could not be asked: %s".formatted(host.uri(), bug));
            }
        }
        return found;
    }

    /** Returns what the hosts said that did not answer. */
    public List<String> silent() {
        return List.copyOf(silent.values());
    }

    /**
     * Returns what the hosts say of a VM.
     *
     * @param vm a VM that was asked about
     * @param source the host that it came from, which was asked
     */
    public VmAnswers answers(VmId vm, HostUri source) {
        Map<HostUri, HostAnswer> answers = new LinkedHashMap<>();
        answers.put(source, new HasNot());
        known.forEach((host, said) -> answers.put(
                host, credible(said.getOrDefault(vm, new HasNot()), host.equals(source), ends.ended(host, vm))));
        silent.forEach((host, why) -> answers.put(host, new Silent(why)));
        return VmAnswers.of(source, answers);
    }

    /** A definition that is off says where a VM is only at its source, or where it was seen to end. */
    private static HostAnswer credible(HostAnswer answer, boolean isSource, Optional<StateReason> seen) {
        if (answer instanceof HasNot && seen.isPresent()) {
            return new Has(new VmStatus(VmState.SHUT_OFF, seen.get()));
        }
        if (!(answer instanceof Has off) || off.mayRun() || seen.isPresent()) {
            return answer;
        }
        if (!isSource) {
            return new HasNot();
        }
        return off.hasCrashed() ? Silent.ofUnseenEnd(off.status()) : off;
    }
}
