package io.vacate.libvirt.migration;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.location.HostAnswer;
import io.vacate.api.location.VmAnswers;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.jna.LibvirtLibrary;
import java.util.function.ToIntBiFunction;
import org.libvirt.jna.DomainPointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The definition that a VM leaves at its source when libvirt was kept from its last step, as when the hosts lost sight of
 * each other in post-copy. Someone might start the VM from it a second time.
 */
final class LeftDefinition {
    private static final Logger LOG = LoggerFactory.getLogger(LeftDefinition.class);

    private final LibvirtHost source;
    private final LibvirtHost destination;
    private final VmId vm;
    private final int undefineFlags;

    LeftDefinition(LibvirtHost source, LibvirtHost destination, VmId vm, int undefineFlags) {
        this.source = source;
        this.destination = destination;
        this.vm = vm;
        this.undefineFlags = undefineFlags;
    }

    /** Tells whether the source itself says that the VM has left it, and still has its definition. */
    static boolean isIn(VmAnswers answers) {
        return answers.atSource() instanceof HostAnswer.Has here && here.hasLeft();
    }

    /** Removes the definition, unless the destination ought to have it and has not. Never throws. */
    void remove(MigrationCommand command) {
        try {
            boolean kept = !command.has(MigrationCommand.PERSIST_DESTINATION)
                    || ask(destination, "read whether VM %s is persistent", LibvirtLibrary::virDomainIsPersistent) == 1;
            if (kept && command.has(MigrationCommand.UNDEFINE_SOURCE)) {
                ask(
                        source,
                        "remove the definition of VM %s after its migration",
                        (library, domain) -> library.virDomainUndefineFlags(domain, undefineFlags));
            }
        } catch (HypervisorException left) {
            LOG.warn("The definition of VM {} is left on {}: {}", vm, source.uri(), left.getMessage());
        }
    }

    private int ask(LibvirtHost host, String what, ToIntBiFunction<LibvirtLibrary, DomainPointer> call) {
        String doing = what.formatted(vm);
        Connection connection = host.connection();
        return connection.withDomain(
                vm, doing, (library, domain) -> connection.check(call.applyAsInt(library, domain), doing, vm));
    }
}
