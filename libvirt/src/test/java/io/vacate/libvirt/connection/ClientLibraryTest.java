package io.vacate.libvirt.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.spi.Availability;
import io.vacate.libvirt.jna.LibvirtLibrary;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientLibraryTest {
    @AfterEach
    void forget() {
        System.clearProperty(LibvirtLibrary.PATH_PROPERTY);
    }

    @Test
    void sharedObject_isTheSystems_unlessThePropertyNamesAnother() {
        assertThat(LibvirtLibrary.sharedObject()).isEqualTo("libvirt.so.0");

        System.setProperty(LibvirtLibrary.PATH_PROPERTY, "/opt/libvirt/libvirt.so.0");
        assertThat(LibvirtLibrary.sharedObject()).isEqualTo("/opt/libvirt/libvirt.so.0");
    }

    @Test
    void availability_libraryThatIsNotThere_isNamed() {
        System.setProperty(LibvirtLibrary.PATH_PROPERTY, "/nonexistent/libvirt.so.0");

        assertThat(NativeLibvirt.availability())
                .asInstanceOf(InstanceOfAssertFactories.type(Availability.Unavailable.class))
                .extracting(Availability.Unavailable::reason)
                .asString()
                .contains("/nonexistent/libvirt.so.0");
    }
}
