package io.vacate.qmp;

import io.vacate.api.host.HostUri;
import io.vacate.api.host.Transport;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What a {@code qmp:} URI says.
 *
 * @param folder the host's folder, absolute
 * @param emulator the QEMU that it names, if it names one
 */
record QmpAddress(Path folder, Optional<Path> emulator) {
    private static final String FORM = "use qmp:/absolute/folder[?emulator=/path/to/qemu-system-x86_64]";

    /** @throws IllegalArgumentException if it is not of the driver's form; the message names the part */
    static QmpAddress of(HostUri uri) {
        String path = uri.path();
        if (!path.startsWith("/")) {
            throw wrong(uri, "its folder is not an absolute path");
        }
        if (uri.transport() != Transport.DEFAULT && uri.transport() != Transport.UNIX) {
            throw wrong(
                    uri,
                    "transport '%s' is unknown here".formatted(uri.transport().uriName()));
        }
        if (uri.remoteHost().isPresent()) {
            throw wrong(
                    uri,
                    "host '%s' is another machine".formatted(uri.remoteHost().get()));
        }
        Set<String> names = uri.parameters().keySet();
        names.stream().filter(name -> !name.equals("emulator")).findFirst().ifPresent(name -> {
            throw wrong(uri, "parameter '%s' is unknown".formatted(name));
        });
        return new QmpAddress(
                Path.of(path).normalize(),
                Optional.ofNullable(uri.parameters().get("emulator")).map(Path::of));
    }

    private static IllegalArgumentException wrong(HostUri uri, String why) {
        return new IllegalArgumentException("%s: %s; %s".formatted(uri, why, FORM));
    }
}
