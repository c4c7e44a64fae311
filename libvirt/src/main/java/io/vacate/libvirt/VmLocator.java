package io.vacate.libvirt;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.VmAnswers.Answer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks both hosts where a VM is after its migration ended: neither an error nor its absence proves it. A host whose
 * connection broke is asked through a new one.
 */
final class VmLocator {
    private static final Logger LOG = LoggerFactory.getLogger(VmLocator.class);

    /** Both hosts may still be cleaning up when the call returns. */
    private static final int ATTEMPTS = 25;

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final LibvirtHost source;
    private final LibvirtHost destination;
    private final VmId vm;

    VmLocator(LibvirtHost source, LibvirtHost destination, VmId vm) {
        this.source = source;
        this.destination = destination;
        this.vm = vm;
    }

    /** Asks until the answers are settled or it makes no sense to wait any longer. */
    VmAnswers locate() {
        VmAnswers answers = ask();
        for (int i = 1; i < ATTEMPTS && !answers.conclude().settled(); i++) {
            Pause.of(PAUSE, source.options().timeSource());
            answers = ask();
        }
        return answers;
    }

    private VmAnswers ask() {
        VmAnswers answers = new VmAnswers(source.uri(), answer(source), destination.uri(), answer(destination));
        LOG.debug("VM {}: {}", vm, answers);
        return answers;
    }

    private Answer answer(LibvirtHost host) {
        try {
            if (host.connection().isAlive()) {
                return answer(host.connection());
            }
            try (Connection anew = host.connectAnew()) {
                return answer(anew);
            }
        } catch (HypervisorException silent) {
            return new Answer.Silent(String.valueOf(silent.getMessage()));
        }
    }

    private Answer answer(Connection connection) {
        try {
            return new Answer.Has(LibvirtSession.status(connection, vm));
        } catch (UnknownVmException gone) {
            return new Answer.HasNot();
        }
    }
}
