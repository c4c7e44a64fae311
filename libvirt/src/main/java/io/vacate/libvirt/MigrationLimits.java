package io.vacate.libvirt;

import com.sun.jna.NativeLong;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.NativeLongByReference;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.jna.LibvirtLibrary;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.DomainPointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limits of one migration. libvirt keeps them with the VM, not with the migration: what was there before is put back
 * if the VM stays. Thread-safe.
 */
final class MigrationLimits {
    private static final Logger LOG = LoggerFactory.getLogger(MigrationLimits.class);

    private final Connection connection;
    private final VmId vm;
    private @Nullable Long bandwidthBefore;
    private @Nullable Long downtimeBefore;
    private @Nullable DataRate bandwidth;
    private @Nullable Duration downtime;

    MigrationLimits(Connection connection, VmId vm) {
        this.connection = connection;
        this.vm = vm;
    }

    /** Sets the bandwidth of the migration under way, or of the one that is about to start. */
    synchronized void bandwidth(DataRate limit) {
        String doing = "limit the bandwidth of the migration of VM " + vm;
        connection.withDomain(vm, doing, (library, domain) -> {
            if (bandwidthBefore == null) {
                NativeLongByReference before = new NativeLongByReference();
                connection.check(library.virDomainMigrateGetMaxSpeed(domain, before, 0), doing, vm);
                bandwidthBefore = before.getValue().longValue();
            }
            NativeLong speed = new NativeLong(MigrationCommand.mebibytesPerSecond(limit));
            return connection.check(library.virDomainMigrateSetMaxSpeed(domain, speed, 0), doing, vm);
        });
        bandwidth = limit;
    }

    /** Sets the downtime; before the migration starts as well, so that it counts from the first round on. */
    synchronized void downtime(Duration limit) {
        String doing = "limit the downtime of the migration of VM " + vm;
        connection.withDomain(vm, doing, (library, domain) -> {
            if (downtimeBefore == null) {
                LongByReference before = new LongByReference();
                connection.check(library.virDomainMigrateGetMaxDowntime(domain, before, 0), doing, vm);
                downtimeBefore = before.getValue();
            }
            return connection.check(library.virDomainMigrateSetMaxDowntime(domain, limit.toMillis(), 0), doing, vm);
        });
        downtime = limit;
    }

    /** Repeats what was set while the migration was getting ready, which may have overwritten it. */
    synchronized void repeat() {
        if (bandwidth != null) {
            bandwidth(bandwidth);
        }
        if (downtime != null) {
            downtime(downtime);
        }
    }

    /** Puts back what was there before, where the VM has stayed. Never throws. */
    synchronized void restore() {
        if (bandwidthBefore == null && downtimeBefore == null) {
            return;
        }
        try {
            connection.withDomain(vm, "restore the migration limits of VM " + vm, this::restore);
        } catch (HypervisorException harmless) {
            LOG.debug("The migration limits of VM {} stay as they were set: {}", vm, harmless.getMessage());
        }
    }

    private int restore(LibvirtLibrary library, DomainPointer domain) {
        if (bandwidthBefore != null) {
            library.virDomainMigrateSetMaxSpeed(domain, new NativeLong(bandwidthBefore), 0);
        }
        if (downtimeBefore != null) {
            library.virDomainMigrateSetMaxDowntime(domain, downtimeBefore, 0);
        }
        return 0;
    }
}
