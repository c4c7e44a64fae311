package io.vacate.libvirt.migration;

import com.sun.jna.NativeLong;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.NativeLongByReference;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.jna.LibvirtLibrary;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.libvirt.jna.DomainPointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limits of one migration. libvirt keeps some of them with the VM, not with the migration: what was there before is
 * put back if the VM stays. Thread-safe.
 */
final class MigrationLimits {
    private static final Logger LOG = LoggerFactory.getLogger(MigrationLimits.class);

    /** {@code VIR_DOMAIN_MIGRATE_MAX_SPEED_POSTCOPY}. */
    private static final int OF_POST_COPY = 1;

    private final Connection connection;
    private final VmId vm;
    private final Map<Limit, Long> before = new EnumMap<>(Limit.class);
    private final Map<Limit, Long> wanted = new EnumMap<>(Limit.class);

    MigrationLimits(Connection connection, VmId vm) {
        this.connection = connection;
        this.vm = vm;
    }

    private enum Limit {
        BANDWIDTH("limit the bandwidth of the migration of VM ") {
            @Override
            int read(LibvirtLibrary library, DomainPointer domain, LongByReference value) {
                return readSpeed(library, domain, value, 0);
            }

            @Override
            int write(LibvirtLibrary library, DomainPointer domain, long value) {
                return library.virDomainMigrateSetMaxSpeed(domain, new NativeLong(value), 0);
            }
        },
        POST_COPY_BANDWIDTH("limit the bandwidth of the post-copy phase of VM ") {
            @Override
            int read(LibvirtLibrary library, DomainPointer domain, LongByReference value) {
                return readSpeed(library, domain, value, OF_POST_COPY);
            }

            @Override
            int write(LibvirtLibrary library, DomainPointer domain, long value) {
                return library.virDomainMigrateSetMaxSpeed(domain, new NativeLong(value), OF_POST_COPY);
            }
        },
        DOWNTIME("limit the downtime of the migration of VM ") {
            @Override
            int read(LibvirtLibrary library, DomainPointer domain, LongByReference value) {
                return library.virDomainMigrateGetMaxDowntime(domain, value, 0);
            }

            @Override
            int write(LibvirtLibrary library, DomainPointer domain, long value) {
                return library.virDomainMigrateSetMaxDowntime(domain, value, 0);
            }
        },
        COMPRESSION_CACHE("size the compression cache of the migration of VM ") {
            @Override
            int read(LibvirtLibrary library, DomainPointer domain, LongByReference value) {
                return library.virDomainMigrateGetCompressionCache(domain, value, 0);
            }

            @Override
            int write(LibvirtLibrary library, DomainPointer domain, long value) {
                return library.virDomainMigrateSetCompressionCache(domain, value, 0);
            }
        };

        private final String doing;

        Limit(String doing) {
            this.doing = doing;
        }

        abstract int read(LibvirtLibrary library, DomainPointer domain, LongByReference value);

        abstract int write(LibvirtLibrary library, DomainPointer domain, long value);

        private static int readSpeed(LibvirtLibrary library, DomainPointer domain, LongByReference value, int flags) {
            NativeLongByReference speed = new NativeLongByReference();
            int result = library.virDomainMigrateGetMaxSpeed(domain, speed, flags);
            value.setValue(speed.getValue().longValue());
            return result;
        }
    }

    /** Sets the bandwidth of the migration under way, or of the one that is about to start. */
    synchronized void bandwidth(DataRate limit) {
        set(Limit.BANDWIDTH, MigrationCommand.mebibytesPerSecond(limit));
    }

    /** Sets the bandwidth of the post-copy phase under way. */
    synchronized void postCopyBandwidth(DataRate limit) {
        set(Limit.POST_COPY_BANDWIDTH, MigrationCommand.mebibytesPerSecond(limit));
    }

    /** Sets the downtime; before the migration starts as well, so that it counts from the first round on. */
    synchronized void downtime(Duration limit) {
        set(Limit.DOWNTIME, limit.toMillis());
    }

    /** Sets the size of the cache of the migration under way. */
    synchronized void compressionCache(DataSize size) {
        set(Limit.COMPRESSION_CACHE, MigrationCommand.cacheBytes(size));
    }

    private void set(Limit limit, long value) {
        String doing = limit.doing + vm;
        connection.withDomain(vm, doing, (library, domain) -> {
            if (!before.containsKey(limit)) {
                LongByReference old = new LongByReference();
                connection.check(limit.read(library, domain, old), doing, vm);
                before.put(limit, old.getValue());
            }
            return connection.check(limit.write(library, domain, value), doing, vm);
        });
        wanted.put(limit, value);
    }

    private void write(Limit limit, long value) {
        String doing = limit.doing + vm;
        connection.withDomain(
                vm, doing, (library, domain) -> connection.check(limit.write(library, domain, value), doing, vm));
    }

    /** Repeats what was set while the migration was getting ready, which may have overwritten it. */
    synchronized void repeat() {
        wanted.forEach(this::set);
    }

    /** Puts back what was there before, where the VM has stayed. Never throws. */
    synchronized void restore() {
        if (before.isEmpty()) {
            return;
        }
        try {
            before.forEach((limit, value) -> write(limit, value));
        } catch (HypervisorException harmless) {
            LOG.debug("The migration limits of VM {} stay as they were set: {}", vm, harmless.getMessage());
        }
    }
}
