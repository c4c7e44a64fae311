package io.vacate.cli.command;

import io.vacate.api.host.HostUri;
import java.util.List;

/** Options that take one host: a list only so that a second one is refused, not silently taken instead. */
final class Single {
    private Single() {}

    static HostUri of(String option, List<HostUri> uris) {
        if (uris.size() != 1) {
            throw new IllegalArgumentException("%s must be given once, not %d times".formatted(option, uris.size()));
        }
        return uris.get(0);
    }
}
