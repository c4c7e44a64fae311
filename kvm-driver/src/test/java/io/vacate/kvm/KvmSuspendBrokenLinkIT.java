package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.Hosts;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.VmLocation;
import io.vacate.testbed.Testbed;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A host's link breaks while a suspended VM's state is copied, by this program: it loses that host, too. */
class KvmSuspendBrokenLinkIT extends OneSuspendedGuest {
    @AfterEach
    void heal(Testbed testbed) {
        testbed.plugIn(here.name());
        testbed.plugIn(there.name());
    }

    @Test
    void fourSeconds_itArrives(Testbed testbed) throws Exception {
        MigrationJob job = copying(Buffer.MEMORY);

        testbed.unplug(there.name());
        TimeUnit.SECONDS.sleep(4);
        testbed.plugIn(there.name());

        assertThat(TwoKvmHosts.await(job)).isInstanceOf(MigrationOutcome.Completed.class);
        assertWellAt(testbed, there);
    }

    @Test
    void destinationGone_resumesAtTheSource_andARetrySucceeds(Testbed testbed) throws Exception {
        MigrationJob job = copying(Buffer.DISK);

        testbed.unplug(there.name());
        MigrationOutcome.Failed outcome = (MigrationOutcome.Failed) TwoKvmHosts.await(job);

        assertThat(outcome.cause()).isInstanceOf(HostUnreachableException.class);
        assertThat(outcome.location()).isInstanceOfSatisfying(VmLocation.OnHost.class, this::isRunningAtSource);
        testbed.plugIn(there.name());
        assertRetrySucceeds(testbed, Buffer.DISK);
    }

    @Test
    void sourceGone_staysSuspendedThere_andIsResumedOnceItIsBack(Testbed testbed) throws Exception {
        MigrationJob job = copying(Buffer.MEMORY);

        testbed.unplug(here.name());
        MigrationOutcome.Failed outcome = (MigrationOutcome.Failed) TwoKvmHosts.await(job);

        assertThat(outcome.cause()).isInstanceOf(HostUnreachableException.class);
        assertThat(outcome.location())
                .isInstanceOfSatisfying(
                        VmLocation.Suspended.class,
                        suspended -> assertThat(suspended.host()).isEqualTo(source.uri()));
        testbed.plugIn(here.name());
        source.close();
        source = Hosts.open(here.uri().toString());
        assertThat(source.resumeSuspended(vm.id(), destination).host()).isSameAs(source);
        assertWellAt(testbed, here);
    }

    private MigrationJob copying(Buffer buffer) throws InterruptedException {
        MigrationJob job = slowJob(buffer);
        TwoKvmHosts.awaitProgress(job, TwoKvmHosts.transferredAtLeast(8));
        return job;
    }
}
