package io.vacate.kvm;

import io.vacate.testbed.Testbed;
import org.junit.jupiter.api.BeforeAll;

/** Hosts with libvirt 11 keep the driver contract as well. */
@OnLibvirt11
class KvmConformanceLibvirt11IT extends KvmConformanceIT {
    @BeforeAll
    static void useItsClient(Testbed testbed) {
        OnLibvirt11.Client.use(testbed);
    }
}
