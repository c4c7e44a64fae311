package io.vacate.qmp;

import io.vacate.api.host.HostUri;
import io.vacate.api.spi.DriverProvider;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.vm.VmId;
import io.vacate.kit.DriverConformanceKit;
import io.vacate.kit.GuestWish;
import io.vacate.kit.MemoryCheck;
import io.vacate.kit.SkippedRules;
import io.vacate.kit.UnreadableUri;
import io.vacate.testbed.GuestSpec;
import java.util.List;
import java.util.Optional;

/** The driver contract, on real QEMU processes whose guests verify their memory. */
class QmpConformanceIT extends DriverConformanceKit {
    private final RealQemu qemu = new RealQemu();

    @Override
    protected DriverProvider driver() {
        return new QmpDriver();
    }

    @Override
    protected List<HostUri> hosts() {
        return List.of(qemu.host("alpha"), qemu.host("beta"));
    }

    @Override
    protected VmId makeGuest(DriverSession host, GuestWish wish) {
        int workingSet = (int) wish.workingSet().mebibytes();
        GuestSpec spec = GuestSpec.named(wish.name())
                .withMemoryMib((int) wish.memory().mebibytes())
                .dirtying((int) wish.writes().mebibytesPerSecond(), workingSet)
                .filling(Math.max(workingSet, (int) wish.used().mebibytes()));
        return qemu.guest(host, spec);
    }

    @Override
    protected Optional<MemoryCheck> memoryCheck() {
        return Optional.of((vm, name, where) -> qemu.problems(vm));
    }

    @Override
    protected Optional<UnreadableUri> unreadableUri() {
        return Optional.of(new UnreadableUri(HostUri.parse("qmp://elsewhere/folder"), "elsewhere"));
    }

    @Override
    protected Optional<HostUri> unreachableHost() {
        return Optional.of(HostUri.parse("qmp:/no/such/folder"));
    }

    @Override
    protected Optional<SkippedRules> skippedRules() {
        return Optional.of(SkippedRules.beside(getClass()));
    }

    @Override
    protected void closeHosts() {
        qemu.close();
    }
}
