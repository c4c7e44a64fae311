package io.vacate.kvm;

import io.vacate.testbed.Testbed;
import org.junit.jupiter.api.BeforeAll;

/** The core of migration, between hosts with libvirt 11. */
@OnLibvirt11
class KvmMigrationLibvirt11IT extends KvmMigrationIT {
    @BeforeAll
    static void useItsClient(Testbed testbed) {
        OnLibvirt11.Client.use(testbed);
    }
}
