package io.vacate.qmp;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * The folder of one VM on one host. What must survive this program is a file in it; each is replaced whole.
 *
 * @param path the folder
 */
record VmFolder(Path path) {
    /** QEMU serves one client on each QMP socket: so many sessions can look at a VM at once. */
    static final int SLOTS = 8;

    /**
     * How far a migration to here has come. As long as its file exists, the migration is not settled.
     *
     * @param source folder of the VM at its source
     * @param definition what the VM will be defined as here
     * @param isPersistent whether that stays when the VM ends
     * @param phase how far it has come
     */
    record Arriving(Path source, VmDefinition definition, boolean isPersistent, Phase phase) {
        /** Each is written before what it names is done. */
        enum Phase {
            /** Memory comes in; nothing has run here. */
            RECEIVING,
            /** The VM is let run here: it must never run at its source again. */
            STARTING,
            /** It ran here; what is left at the source goes. */
            DELIVERED
        }

        Arriving in(Phase next) {
            return new Arriving(source, definition, isPersistent, next);
        }
    }

    /** Where a VM that leaves goes to. */
    record Leaving(Path destination) {}

    VmId id() {
        return VmId.parse(path.getFileName().toString());
    }

    boolean exists() {
        return Files.isDirectory(path);
    }

    Path socket(int slot) {
        return path.resolve("qmp-%d.sock".formatted(slot));
    }

    /** Returns the file that whoever holds it may use a socket by. */
    Path socketLock(int slot) {
        return path.resolve("qmp-%d.lock".formatted(slot));
    }

    Path migrationSocket() {
        return path.resolve("migration.sock");
    }

    Path migrationLock() {
        return path.resolve("migration.lock");
    }

    Path pidFile() {
        return path.resolve("qemu.pid");
    }

    Path log() {
        return path.resolve("qemu.log");
    }

    /** Finds the VM's QEMU, if it lives. */
    Optional<ProcessHandle> process() {
        return Proc.process(pidFile(), pidFile().toString());
    }

    boolean isAlive() {
        return process().isPresent();
    }

    Optional<VmDefinition> definition() {
        return read("vm.json", VmDefinition.class);
    }

    /** Returns what the VM is, or will be once it has arrived. */
    Optional<VmDefinition> known() {
        return definition().or(() -> arriving().map(Arriving::definition));
    }

    /** Tells whether the VM is this host's: one that is still on its way here is not. */
    boolean isResident() {
        return definition().isPresent()
                || arriving()
                        .map(arriving -> arriving.phase() == Arriving.Phase.DELIVERED)
                        .orElse(false);
    }

    void define(VmDefinition definition) {
        make();
        write("vm.json", definition);
    }

    Optional<Arriving> arriving() {
        return read("arriving.json", Arriving.class);
    }

    void arriving(Arriving arriving) {
        make();
        write("arriving.json", arriving);
    }

    void arrived() {
        remove("arriving.json");
    }

    Optional<Leaving> leaving() {
        return read("leaving.json", Leaving.class);
    }

    void leaving(Leaving leaving) {
        write("leaving.json", leaving);
    }

    void stayed() {
        remove("leaving.json");
    }

    /** Tells whether the definition stays when the VM ends. */
    boolean isPersistent() {
        return !Files.exists(path.resolve("transient"));
    }

    void persistent(boolean value) {
        if (value) {
            remove("transient");
        } else {
            write("transient", true);
        }
    }

    /** Returns why the VM is in its state, as the driver noted when it brought it there. */
    StateReason reason() {
        return read("reason.json", StateReason.class).orElse(StateReason.UNKNOWN);
    }

    void reason(StateReason reason) {
        write("reason.json", reason);
    }

    String logText() {
        return read(() -> Files.readString(log()).strip()).orElse("");
    }

    /** Removes the folder and all in it. */
    void delete() {
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(path);
        } catch (NoSuchFileException gone) {
            // As it should be.
        } catch (IOException failed) {
            throw new OperationFailedException("%s could not be removed: %s".formatted(path, failed));
        }
    }

    /** Removes what a migration that did not begin has left: a lock. */
    void deleteIfEmpty() {
        if (definition().isEmpty() && arriving().isEmpty() && !isAlive()) {
            delete();
        }
    }

    private <T> Optional<T> read(String name, Class<T> type) {
        Path file = path.resolve(name);
        return read(() -> Files.readString(file)).map(text -> {
            try {
                return Json.MAPPER.readValue(text, type);
            } catch (JsonProcessingException broken) {
                throw new OperationFailedException(
                        "%s cannot be read: %s".formatted(file, broken.getOriginalMessage()));
            }
        });
    }

    private Optional<String> read(Callable<String> reading) {
        try {
            return Optional.of(reading.call());
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (Exception failed) {
            throw new OperationFailedException("%s cannot be read: %s".formatted(path, failed));
        }
    }

    void make() {
        try {
            Files.createDirectories(path);
        } catch (IOException failed) {
            throw new OperationFailedException("%s could not be made: %s".formatted(path, failed));
        }
    }

    private void write(String name, Object value) {
        try {
            Path whole = Files.createTempFile(path, "." + name, "");
            Files.writeString(whole, Json.MAPPER.writeValueAsString(value));
            Files.move(whole, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new OperationFailedException("%s could not be written in %s: %s".formatted(name, path, failed));
        }
    }

    private void remove(String name) {
        try {
            Files.deleteIfExists(path.resolve(name));
        } catch (IOException failed) {
            throw new OperationFailedException("%s could not be removed from %s: %s".formatted(name, path, failed));
        }
    }
}
