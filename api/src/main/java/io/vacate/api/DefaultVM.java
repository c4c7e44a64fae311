package io.vacate.api;

import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.preflight.Preflight;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.CpuSchedule;
import io.vacate.api.vm.CpuSet;
import io.vacate.api.vm.DirtyRateSample;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStats;
import io.vacate.api.vm.VmStatus;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A VM over a driver's session. */
final class DefaultVM implements VM {
    private final DefaultHost host;
    private final VmId id;
    private final String name;

    DefaultVM(DefaultHost host, VmId id, String name) {
        this.host = host;
        this.id = id;
        this.name = name;
    }

    private DriverSession session() {
        return host.session();
    }

    private DriverSession sessionWith(Capability capability) {
        host.require(capability);
        return host.session();
    }

    @Override
    public VmId id() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Host host() {
        return host;
    }

    @Override
    public VmStatus status() {
        return session().status(id);
    }

    @Override
    public VmConfig config() {
        return session().config(id);
    }

    @Override
    public VmStats statistics() {
        return session().statistics(id);
    }

    @Override
    public void start() {
        session().start(id);
    }

    @Override
    public void pause() {
        sessionWith(Capability.PAUSE).pause(id);
    }

    @Override
    public void resume() {
        sessionWith(Capability.PAUSE).resume(id);
    }

    @Override
    public void requestShutdown() {
        session().requestShutdown(id);
    }

    @Override
    public void destroy() {
        session().destroy(id);
    }

    @Override
    public void save(String file) {
        sessionWith(Capability.SAVE_RESTORE).save(id, file);
    }

    @Override
    public void undefine() {
        sessionWith(Capability.DEFINE).undefine(id);
    }

    @Override
    public CompletionStage<DirtyRateSample> measureDirtyRate(Duration period) {
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("period (%s) must be positive".formatted(period));
        }
        return sessionWith(Capability.DIRTY_RATE).measureDirtyRate(id, period);
    }

    @Override
    public CpuSchedule cpuSchedule() {
        return sessionWith(Capability.CPU_SCHEDULING).cpuSchedule(id);
    }

    @Override
    public void setCpuSchedule(CpuSchedule schedule) {
        sessionWith(Capability.CPU_SCHEDULING).setCpuSchedule(id, schedule);
    }

    @Override
    public CpuSet allowedCpus() {
        return sessionWith(Capability.CPU_PINNING).allowedCpus(id);
    }

    @Override
    public void pin(CpuSet cpus) {
        sessionWith(Capability.CPU_PINNING).pin(id, cpus);
    }

    @Override
    public void unpin() {
        pin(CpuSet.first(host.info().cpu().threads()));
    }

    @Override
    public void setMemoryTarget(DataSize target) {
        sessionWith(Capability.MEMORY_TARGET).setMemoryTarget(id, target);
    }

    @Override
    public Preflight preflight(Host destination, MigrationRequest request) {
        return new MigrationChecks(host, this, DefaultHost.opened(destination), request).preflight();
    }

    @Override
    public MigrationJob migrateTo(Host destination, MigrationRequest request) {
        DefaultHost target = DefaultHost.opened(destination);
        new MigrationChecks(host, this, target, request).require();
        return watched(session().migrate(id, target.session(), request), request);
    }

    @Override
    public MigrationJob recoverPostCopy(Host destination, MigrationRequest request) {
        DriverSession source = sessionWith(Capability.POST_COPY_RECOVERY);
        DefaultHost target = DefaultHost.opened(destination);
        VmStatus status = source.status(id);
        if (status.reason() != StateReason.POST_COPY_FAILED) {
            throw new VmStateException(
                    "VM '%s' on %s is %s: there is no broken post-copy migration to take up; nothing was changed"
                            .formatted(name, host.uri(), status));
        }
        return watched(source.recoverPostCopy(id, target.session(), request), request);
    }

    private MigrationJob watched(MigrationJob job, MigrationRequest request) {
        return request.stallPolicy()
                .map(policy -> WatchedJob.watch(job, name, session(), policy))
                .orElse(job);
    }

    @Override
    public String toString() {
        return "VM[%s on %s]".formatted(name, host.uri());
    }
}
