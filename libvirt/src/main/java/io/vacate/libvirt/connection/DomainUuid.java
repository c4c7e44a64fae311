package io.vacate.libvirt.connection;

import io.vacate.api.vm.VmId;
import io.vacate.libvirt.jna.LibvirtLibrary;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.libvirt.jna.DomainPointer;

/** A VM's identity as C has it: 16 bytes, the most significant first. */
public final class DomainUuid {
    private static final int SIZE = 16;

    private DomainUuid() {}

    /** Returns the bytes of an identity. */
    public static byte[] bytes(VmId vm) {
        return ByteBuffer.allocate(SIZE)
                .putLong(vm.uuid().getMostSignificantBits())
                .putLong(vm.uuid().getLeastSignificantBits())
                .array();
    }

    /** Returns the identity of a domain; asks no host. */
    public static VmId of(LibvirtLibrary library, DomainPointer domain) {
        byte[] uuid = new byte[SIZE];
        library.virDomainGetUUID(domain, uuid);
        ByteBuffer buffer = ByteBuffer.wrap(uuid);
        return new VmId(new UUID(buffer.getLong(), buffer.getLong()));
    }
}
