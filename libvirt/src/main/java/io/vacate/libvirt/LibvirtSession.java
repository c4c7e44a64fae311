package io.vacate.libvirt;

import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.CpuSchedule;
import io.vacate.api.vm.CpuSet;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.jna.LibvirtLibrary;
import io.vacate.libvirt.migration.MigrationCommand;
import io.vacate.libvirt.vm.VmDefinitions;
import io.vacate.libvirt.vm.VmResources;
import io.vacate.libvirt.xml.DomainXml;
import java.util.Optional;
import java.util.Set;

/**
 * A session over libvirt. A driver adds how its hypervisor's VMs are written down and migrated. Thread-safe.
 */
public abstract class LibvirtSession extends LibvirtQueries {
    private final VmDefinitions definitions;

    /** Takes over {@code host}, which is closed with the session. */
    protected LibvirtSession(LibvirtHost host, Set<Capability> capabilities) {
        super(host, capabilities);
        definitions = new VmDefinitions(host.connection(), host.blockingCalls());
    }

    /**
     * Returns the {@code VIR_DOMAIN_UNDEFINE_…} flags that the hypervisor understands. They must never include the removal of
     * saved state.
     */
    protected int undefineFlags() {
        return 0;
    }

    /** Returns the flags for a definition that a VM left behind when it moved. */
    protected int undefineFlagsAfterMigration() {
        return undefineFlags();
    }

    /** Writes a configuration as domain XML. */
    protected abstract String definition(VmConfig config);

    /**
     * Refuses to go on where a VM is on its way already, whoever migrates it. libvirt itself would have the second
     * migration wait for the first.
     *
     * @throws VmStateException if it is; the migration goes on
     */
    protected final void requireNotMigrating(VmId vm) {
        migrations().requireNone(vm);
    }

    /**
     * Starts a migration; the driver has checked all that can be checked before.
     *
     * @throws VmStateException if this session migrates the VM already; the migration goes on
     */
    protected final MigrationJob start(VmId vm, LibvirtSession destination, MigrationCommand command) {
        boolean recovers = capabilities().contains(Capability.POST_COPY_RECOVERY)
                && destination.capabilities().contains(Capability.POST_COPY_RECOVERY);
        return migrations()
                .start(
                        vm,
                        destination.host(),
                        recovers ? command : command.withoutRecovery(),
                        undefineFlagsAfterMigration());
    }

    @Override
    public final VmId define(VmConfig config) {
        require(Capability.DEFINE);
        return definitions.define(Optional.of(config.id()), config.name(), definition(config));
    }

    @Override
    public final VmId defineNative(String definition) {
        require(Capability.DEFINE);
        DomainXml xml = DomainXml.parse(definition);
        if (xml.name().isEmpty()) {
            throw new InvalidDefinitionException("The domain XML has no <name>; nothing was changed");
        }
        return definitions.define(xml.id(), xml.name(), definition);
    }

    @Override
    public final void start(VmId vm) {
        ask(vm, "start %s", (library, domain) -> library.virDomainCreateWithFlags(domain, 0));
    }

    @Override
    public final void pause(VmId vm) {
        require(Capability.PAUSE);
        ask(vm, "pause %s", LibvirtLibrary::virDomainSuspend);
    }

    @Override
    public final void resume(VmId vm) {
        require(Capability.PAUSE);
        // libxl resumes what runs without a word.
        if (status(vm).state() == VmState.RUNNING) {
            throw new VmStateException(
                    "VM %s on %s runs, and cannot be resumed; it was left as it is".formatted(vm, uri()));
        }
        ask(vm, "resume %s", LibvirtLibrary::virDomainResume);
    }

    @Override
    public final void requestShutdown(VmId vm) {
        ask(vm, "shut down %s", LibvirtLibrary::virDomainShutdown);
    }

    @Override
    public final void destroy(VmId vm) {
        ask(vm, "destroy %s", LibvirtLibrary::virDomainDestroy);
    }

    @Override
    public final void undefine(VmId vm) {
        require(Capability.DEFINE);
        ask(vm, "undefine %s", (library, domain) -> library.virDomainUndefineFlags(domain, undefineFlags()));
    }

    @Override
    public final void save(VmId vm, String file) {
        require(Capability.SAVE_RESTORE);
        host().blockingCalls()
                .run(connection -> ask(
                        connection,
                        vm,
                        "save %%s to '%s'".formatted(file.replace("%", "%%")),
                        (library, domain) -> library.virDomainSaveFlags(domain, file, null, 0)));
    }

    @Override
    public final VmId restore(String file) {
        require(Capability.SAVE_RESTORE);
        return definitions.restore(file, savedDefinition(file));
    }

    /**
     * Reads the definition in a file with a saved VM.
     *
     * @throws io.vacate.api.error.OperationFailedException if there is no such file, or it is none; nothing has changed
     */
    protected String savedDefinition(String file) {
        return VmDefinitions.savedDefinition(connection(), file);
    }

    @Override
    public final void setCpuSchedule(VmId vm, CpuSchedule schedule) {
        require(Capability.CPU_SCHEDULING);
        requireActive(vm);
        VmResources.setCpuSchedule(connection(), vm, host().scheduler(), schedule);
    }

    @Override
    public final void pin(VmId vm, CpuSet cpus) {
        require(Capability.CPU_PINNING);
        requireActive(vm);
        pins(vm).set(cpus);
    }

    @Override
    public final void setMemoryTarget(VmId vm, DataSize target) {
        require(Capability.MEMORY_TARGET);
        config(vm).requireMemoryTarget(target);
        requireRunning(vm);
        requireNotMigrating(vm);
        VmResources.setMemoryTarget(connection(), vm, target);
    }
}
