package io.vacate.libvirt.suspend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A VM that is to move between two hosts in memory, and what must hold in the end. */
class FakeJourney {
    static final VmId VM = VmId.parse("6f1f1f1e-0000-4000-8000-000000000001");
    static final long COUNTED = 42;

    final FakeSite.Fate fate = new FakeSite.Fate();
    final FakeSite source = new FakeSite("source", fate);
    final FakeSite destination = new FakeSite("destination", fate);
    final List<SuspendStep> steps = new ArrayList<>();
    CopyControl control = new CopyControl(source.clock(), Optional.empty());

    @Nullable
    SuspendStep stopBefore;

    FakeJourney() {
        FakeSite.Guest guest = new FakeSite.Guest();
        guest.counted = COUNTED;
        guest.autostart = true;
        source.guests.put(VM, guest);
    }

    Passage passage(Buffer buffer, boolean readBack) {
        return passage(
                MigrationRequest.builder()
                        .mode(new MigrationMode.SuspendCopyResume(buffer))
                        .build(),
                buffer,
                readBack);
    }

    Passage passage(MigrationRequest request, Buffer buffer, boolean readBack) {
        control = new CopyControl(source.clock(), Optional.empty());
        Passage[] made = new Passage[1];
        made[0] = new Passage(
                source,
                destination,
                VM,
                request,
                new Passage.Terms(buffer, readBack, step -> {
                    steps.add(step);
                    if (step == stopBefore) {
                        made[0].requestStop();
                    }
                }),
                new PhaseLog(source.clock(), control, DataSize.ofMebibytes(1)),
                control,
                command -> new Thread(command).start());
        return made[0];
    }

    void dieBefore(SuspendStep where) {
        Passage dying = new Passage(
                source,
                destination,
                VM,
                MigrationRequest.builder()
                        .mode(new MigrationMode.SuspendCopyResume(Buffer.MEMORY))
                        .build(),
                new Passage.Terms(Buffer.MEMORY, true, step -> {
                    if (step == where) {
                        throw new FakeSite.Crash();
                    }
                }),
                new PhaseLog(source.clock(), control, DataSize.ofMebibytes(1)),
                control,
                command -> new Thread(command).start());
        assertThatThrownBy(dying::run).isInstanceOf(FakeSite.Crash.class);
    }

    /** As {@link SuspendCopyResume#resumeSuspended} does. */
    void recover() {
        new Leftovers(source, destination).recovery(VM).ifPresent(recovery -> recovery.conclude(true));
    }

    static boolean isRunning(FakeSite site) {
        return site.guests.containsKey(VM) && site.guests.get(VM).state == VmState.RUNNING;
    }

    static long counted(FakeSite site) {
        return site.guests.containsKey(VM) ? site.guests.get(VM).counted : 0;
    }

    void assertOnlyAt(FakeSite owner) {
        FakeSite other = owner == source ? destination : source;
        assertThat(isRunning(owner)).as("runs on %s", owner.uri()).isTrue();
        assertThat(owner.guests.get(VM).persistent).isTrue();
        assertThat(other.guests).doesNotContainKey(VM);
        assertNoFiles();
    }

    void assertNoFiles() {
        for (FakeSite site : List.of(source, destination)) {
            for (Buffer kind : Buffer.values()) {
                assertThat(site.directory(kind).files.keySet())
                        .as("%s of %s", kind, site.uri())
                        .isEmpty();
            }
        }
    }
}
