package io.vacate.libvirt.suspend;

import io.vacate.api.host.HostId;
import io.vacate.api.vm.VmId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of the files of one VM on one host. They name the host, so that directories that several hosts share do no
 * harm.
 *
 * @param vm the VM
 * @param host the host whose files they are
 */
record BufferNames(VmId vm, HostId host) {
    private static final String UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final Pattern NAME = Pattern.compile("(%s)\\.%s\\.(state|copy|record|commit)".formatted(UUID, UUID));

    /** The VM's state as its source saved it. */
    String state() {
        return name("state");
    }

    /** The copy at the destination. Its first block is zero, and no hypervisor takes it, until the rest is proven equal. */
    String copy() {
        return name("copy");
    }

    /** What is under way, see {@link SuspendRecord}. */
    String record() {
        return name("record");
    }

    /** An empty file: from now on the destination may run the VM. */
    String commit() {
        return name("commit");
    }

    /** Tells whether a file of that name is for the VM's state, or a copy of it. */
    boolean isState(String file) {
        return file.equals(state()) || file.equals(copy());
    }

    private String name(String kind) {
        return "%s.%s.%s".formatted(vm, host, kind);
    }

    /** Returns the VM that a file of this host belongs to; empty for files of other hosts or of others altogether. */
    static Optional<VmId> vmOf(String file, HostId host) {
        Matcher matcher = NAME.matcher(file);
        return matcher.matches() && file.contains("." + host + ".")
                ? Optional.of(VmId.parse(matcher.group(1)))
                : Optional.empty();
    }
}
