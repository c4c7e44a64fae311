package io.vacate.cli.command;

import io.vacate.api.host.HostUri;
import io.vacate.orchestrator.hosts.HostsFile;
import io.vacate.orchestrator.hosts.NamedHost;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What users write for hosts: URIs, and names and roles of an inventory, which is read when the first of them is met. For one
 * thread.
 */
final class HostNames implements ITypeConverter<HostNames.Choice> {
    static final String OPTION = "--inventory";
    private static final String ROLE = "role:";

    private final Path file;
    private final boolean isMeant;
    private @Nullable HostsFile inventory;

    /** What one word stands for. A word that makes no sense is told by whoever uses it: picocli would call it unmatched. */
    static final class Choice {
        private final List<HostUri> uris;
        private final boolean isRole;
        private final @Nullable IllegalArgumentException wrong;

        private Choice(List<HostUri> uris, boolean isRole, @Nullable IllegalArgumentException wrong) {
            this.uris = uris;
            this.isRole = isRole;
            this.wrong = wrong;
        }

        /**
         * Returns the hosts, at least one.
         *
         * @throws IllegalArgumentException if the word is neither a URI nor in the inventory; the message names it
         */
        List<HostUri> uris() {
            if (wrong != null) {
                throw wrong;
            }
            return uris;
        }

        /** Tells whether it is a role, not one certain host. */
        boolean isRole() {
            return isRole;
        }

        /**
         * Returns the only host that an option was given.
         *
         * @throws IllegalArgumentException if it is none, or there are several; the message names the option
         */
        static HostUri single(String option, List<Choice> choices) {
            List<HostUri> uris = uris(option, choices);
            if (uris.size() != 1) {
                throw new IllegalArgumentException(
                        "%s must be given once, not %d times".formatted(option, uris.size()));
            }
            return uris.get(0);
        }

        /**
         * Returns the hosts that an option was given.
         *
         * @throws IllegalArgumentException if one makes no sense; the message names the option
         */
        static List<HostUri> uris(String option, List<Choice> choices) {
            try {
                return uris(choices);
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException("%s: %s".formatted(option, wrong.getMessage()), wrong);
            }
        }

        /** Returns the hosts of all words, each word's in their order. */
        static List<HostUri> uris(List<Choice> choices) {
            return choices.stream().flatMap(choice -> choice.uris().stream()).toList();
        }
    }

    private HostNames(Path file, boolean isMeant) {
        this.file = file;
        this.isMeant = isMeant;
    }

    /** Finds the file that is meant; the command line is looked at before it is parsed, because its hosts need the file. */
    static HostNames of(Map<String, String> environment, String... arguments) {
        List<String> words = Arrays.asList(arguments);
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).startsWith(OPTION + "=")) {
                return new HostNames(Path.of(words.get(i).substring(OPTION.length() + 1)), true);
            }
            if (words.get(i).equals(OPTION) && i + 1 < words.size()) {
                return new HostNames(Path.of(words.get(i + 1)), true);
            }
        }
        boolean isNamed = !environment.getOrDefault("VACATE_INVENTORY", "").isEmpty();
        return new HostNames(HostsFile.usualPath(environment), isNamed);
    }

    /**
     * Returns all hosts of the inventory.
     *
     * @throws IllegalArgumentException if it has none
     */
    List<HostUri> all() {
        if (inventory().hosts().isEmpty()) {
            throw new IllegalArgumentException("no host was given, and %s has none".formatted(file));
        }
        return inventory().hosts().stream().map(NamedHost::uri).toList();
    }

    @Override
    public Choice convert(String text) {
        if (text.startsWith("-")) {
            throw new TypeConversionException("'%s' is not a host".formatted(text));
        }
        boolean isRole = text.startsWith(ROLE);
        try {
            return new Choice(isRole ? withRole(text.substring(ROLE.length())) : List.of(host(text)), isRole, null);
        } catch (IllegalArgumentException wrong) {
            return new Choice(List.of(), isRole, wrong);
        }
    }

    /** Returns the address of a host of the inventory; empty if it has none of that name. */
    Optional<HostUri> named(String name) {
        return inventory().host(name).map(NamedHost::uri);
    }

    /**
     * Returns the address that a word stands for.
     *
     * @throws IllegalArgumentException if it is neither a URI nor in the inventory; the message names it
     */
    HostUri host(String text) {
        return text.contains(":")
                ? HostUri.parse(text)
                : inventory().host(text).map(NamedHost::uri).orElseGet(() -> unknown(text));
    }

    private HostUri unknown(String text) {
        try {
            return HostUri.parse(text);
        } catch (IllegalArgumentException noUri) {
            String names = inventory().hosts().stream().map(NamedHost::name).collect(Collectors.joining(", "));
            throw new IllegalArgumentException(
                    "%s; nor is it a host of the inventory %s%s"
                            .formatted(
                                    noUri.getMessage(),
                                    file,
                                    names.isEmpty() ? ", which has none" : " (%s)".formatted(names)),
                    noUri);
        }
    }

    private List<HostUri> withRole(String role) {
        List<NamedHost> hosts = inventory().withRole(role);
        if (hosts.isEmpty()) {
            String roles = inventory().hosts().stream()
                    .flatMap(host -> host.roles().stream())
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(", "));
            throw new IllegalArgumentException("no host of %s has the role '%s'; roles there: %s"
                    .formatted(file, role, roles.isEmpty() ? "none" : roles));
        }
        return hosts.stream().map(NamedHost::uri).toList();
    }

    private HostsFile inventory() {
        HostsFile read = inventory;
        if (read == null) {
            read = isMeant ? HostsFile.read(file) : HostsFile.find(file).orElseGet(HostsFile::empty);
            inventory = read;
        }
        return read;
    }
}
