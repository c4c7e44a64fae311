package io.vacate.api.vm;

import java.util.UUID;

/**
 * The identity of a VM: its UUID, which it keeps when it migrates, unlike its name or a hypervisor's running number.
 *
 * @param uuid the hypervisor's UUID of the VM
 */
public record VmId(UUID uuid) implements Comparable<VmId> {
    /**
     * Reads an identity in the canonical form of 36 characters.
     *
     * @throws IllegalArgumentException if {@code text} is not a UUID; the message names it
     */
    public static VmId parse(String text) {
        try {
            UUID uuid = UUID.fromString(text);
            if (uuid.toString().equalsIgnoreCase(text)) {
                return new VmId(uuid);
            }
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("'%s' is not a UUID".formatted(text), malformed);
        }
        throw new IllegalArgumentException("'%s' is not a UUID of 36 characters".formatted(text));
    }

    @Override
    public int compareTo(VmId other) {
        return uuid.compareTo(other.uuid);
    }

    @Override
    public String toString() {
        return uuid.toString();
    }
}
