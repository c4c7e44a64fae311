package io.vacate.libvirt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.jna.NativeLibrary;
import io.vacate.api.error.UnsupportedVersionException;
import io.vacate.api.spi.Availability;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.jna.LibvirtLibrary;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class OldestVersionsTest {
    @Test
    void daemon_older_isRefusedWithBothVersions() {
        LibvirtVersion old = LibvirtVersion.of(4_003_000);

        assertThatThrownBy(() -> old.requireAtLeast(LibvirtHost.OLDEST_DAEMON, TestHost.URI, "libvirt"))
                .hasMessage("test:///default has libvirt 4.3.0; 4.4.0 or newer is needed")
                .asInstanceOf(InstanceOfAssertFactories.type(UnsupportedVersionException.class))
                .satisfies(refused -> {
                    assertThat(refused.found()).isEqualTo("4.3.0");
                    assertThat(refused.needed()).isEqualTo("4.4.0");
                });
        LibvirtHost.OLDEST_DAEMON.requireAtLeast(LibvirtHost.OLDEST_DAEMON, TestHost.URI, "libvirt");
    }

    @Test
    void open_olderHypervisor_isRefusedAndNothingStaysOpen() {
        assumeThat(LibvirtHost.availability()).isInstanceOf(Availability.Available.class);
        int open = Connection.openCount();
        HostTraits demanding = HostTraits.NONE.withOldestHypervisor(new LibvirtVersion(99, 0, 0));

        assertThatThrownBy(() -> TestHost.open(demanding))
                .isInstanceOf(UnsupportedVersionException.class)
                .hasMessageContainingAll("test:///default", "TEST", "99.0.0 or newer");

        assertThat(Connection.openCount()).isEqualTo(open);
    }

    @Test
    void library_older_isUnavailableWithBothVersions() {
        assertThat(LibvirtHost.availability(LibvirtHost.OLDEST_LIBRARY)).isInstanceOf(Availability.Available.class);
        assertThat(LibvirtHost.availability(LibvirtVersion.of(7_001_000)))
                .asInstanceOf(InstanceOfAssertFactories.type(Availability.Unavailable.class))
                .extracting(Availability.Unavailable::reason)
                .asString()
                .contains("libvirt.so.0", "7.1.0", "7.2.0 or newer");
    }

    @Test
    void library_hasEachFunctionThatIsDeclared() {
        assumeThat(LibvirtHost.availability()).isInstanceOf(Availability.Available.class);
        NativeLibrary library = NativeLibrary.getInstance(LibvirtLibrary.sharedObject());

        assertThat(Arrays.stream(LibvirtLibrary.class.getDeclaredMethods())
                        .map(Method::getName)
                        .filter(name -> name.startsWith("vir")))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(library.getFunction(name)).isNotNull());
    }
}
