package io.vacate.kvm;

import io.vacate.testbed.RealTestbed;
import io.vacate.testbed.Testbed;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Tests of hosts with libvirt 11 by its own client library. They run in JVMs of their own, as a process has one client
 * library: the POM tells them by their tag.
 */
@Tag("libvirt-11")
@RealTestbed(hosts = 2, libvirt = "11")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface OnLibvirt11 {
    /** The client library. */
    final class Client {
        private static final String LIBRARY = "vacate.libvirt.library";

        private Client() {}

        /** Has this JVM load the library; to be called before anything else does. */
        static void use(Testbed testbed) {
            System.setProperty(LIBRARY, testbed.libvirt11Library().toString());
        }
    }
}
