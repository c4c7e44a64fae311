package io.vacate.kit;

import io.vacate.api.host.HostUri;
import io.vacate.api.vm.VmId;
import java.util.List;

/** Asks a guest whether its memory is whole, as only something inside of it can tell. */
@FunctionalInterface
public interface MemoryCheck {
    /**
     * Has the guest verify the memory whose content it knows, all of that since the question was asked.
     *
     * @param vm identity of the guest
     * @param name its name
     * @param where the one host on which it must be alive
     * @return what is wrong with it, one entry each; empty if it is alive there and nowhere else, and whole
     */
    List<String> problems(VmId vm, String name, HostUri where);
}
