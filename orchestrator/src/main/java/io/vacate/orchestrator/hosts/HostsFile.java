package io.vacate.orchestrator.hosts;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An inventory of hosts: {@code hosts.yaml}, in YAML or JSON.
 *
 * <pre>{@code
 * hosts:
 *   node1:
 *     uri: kvm+tls://node1.lab/system
 *   node2:
 *     uri: kvm+tls://node2.lab/system
 *     roles: [spare, rack-a]
 *     migration-address: 10.79.0.2   # where the memory of VMs that come travels to
 *     listen-address: 10.79.0.2      # where the host waits for it; the migration address if that is numeric
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class HostsFile {
    private final List<NamedHost> hosts;

    HostsFile(List<NamedHost> hosts) {
        this.hosts = List.copyOf(hosts);
    }

    /** Returns an inventory without hosts. */
    public static HostsFile empty() {
        return new HostsFile(List.of());
    }

    /**
     * Returns where the file is unless {@code VACATE_INVENTORY} says: {@code vacate/hosts.yaml} below {@code XDG_CONFIG_HOME},
     * or below {@code ~/.config}.
     */
    public static Path usualPath(Map<String, String> environment) {
        String named = environment.getOrDefault("VACATE_INVENTORY", "");
        if (!named.isEmpty()) {
            return Path.of(named);
        }
        String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path base = config.isEmpty() ? Path.of(System.getProperty("user.home", "."), ".config") : Path.of(config);
        return base.resolve("vacate").resolve("hosts.yaml");
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if there is none, it cannot be read, or something in it is wrong; the message names file,
     *     line and field, and never shows a password
     */
    public static HostsFile read(Path file) {
        return find(file)
                .orElseThrow(() -> new IllegalArgumentException("There is no inventory file %s".formatted(file)));
    }

    /**
     * Reads a file; empty if there is none.
     *
     * @throws IllegalArgumentException if it cannot be read, or something in it is wrong; see {@link #read}
     */
    public static Optional<HostsFile> find(Path file) {
        try {
            return Optional.of(parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (CharacterCodingException notText) {
            throw new IllegalArgumentException("%s is not a text in UTF-8".formatted(file), notText);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("%s cannot be read: %s".formatted(file, unreadable), unreadable);
        }
    }

    /**
     * Reads a text.
     *
     * @param file what errors call it
     * @throws IllegalArgumentException if something in it is wrong; see {@link #read}
     */
    public static HostsFile parse(String file, String text) {
        return new HostsFile(new HostsFileParser(file).parse(text));
    }

    /** Returns all hosts, in the file's order. */
    public List<NamedHost> hosts() {
        return hosts;
    }

    /** Returns the host of a name, if there is one. */
    public Optional<NamedHost> host(String name) {
        return hosts.stream().filter(host -> host.name().equals(name)).findFirst();
    }

    /** Returns the hosts that have a role, in the file's order. */
    public List<NamedHost> withRole(String role) {
        return hosts.stream().filter(host -> host.roles().contains(role)).toList();
    }
}
