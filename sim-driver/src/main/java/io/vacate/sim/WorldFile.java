package io.vacate.sim;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Reads the YAML or JSON form of a world. */
final class WorldFile {
    private static final List<String> PRESETS = List.of("demo", "stubborn", "faulty");
    private static final long LARGEST_BYTES = 4L << 20;

    private WorldFile() {}

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it cannot be read, or something in it is wrong; the message says where
     */
    static SimWorld.Builder read(Path file) {
        try {
            if (Files.size(file) > LARGEST_BYTES) {
                throw new IllegalArgumentException("%s is too large for a world: more than 4 MiB".formatted(file));
            }
            return parse(file.toString(), Files.readString(file));
        } catch (NoSuchFileException missing) {
            throw new IllegalArgumentException("There is no file %s".formatted(file), missing);
        } catch (CharacterCodingException notText) {
            throw new IllegalArgumentException("%s is not UTF-8 text".formatted(file), notText);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("%s cannot be read: %s".formatted(file, unreadable), unreadable);
        }
    }

    /**
     * Reads a world that comes with this module.
     *
     * @throws IllegalArgumentException if there is none of that name; the message lists those that there are
     */
    static SimWorld.Builder preset(String name) {
        if (!PRESETS.contains(name)) {
            throw new IllegalArgumentException(
                    "There is no simulated world '%s': use one of the presets %s, or a file that ends in .yaml or .json"
                            .formatted(name, String.join(", ", PRESETS)));
        }
        String resource = "presets/%s.yaml".formatted(name);
        try (InputStream stream = WorldFile.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("%s is not in this jar".formatted(resource));
            }
            return parse(name, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new IllegalStateException("%s cannot be read".formatted(resource), unreadable);
        }
    }

    /** Reads a text, which errors call {@code file}. */
    static SimWorld.Builder parse(String file, String text) {
        FileNode node = FileParser.parse(file, text);
        node.fields("seed", "noise", "time", "core", "costs", "hosts", "faults");
        SimWorld.Builder world = SimWorld.builder();
        node.optional("seed").ifPresent(seed -> world.seed(seed.count()));
        node.optional("noise").ifPresent(noise -> noise.placed(() -> world.noise(noise.number())));
        node.optional("core").ifPresent(core -> core.placed(() -> world.core(core.rate())));
        node.optional("costs").ifPresent(costs -> world.costs(CostsDefinition.read(costs)));
        node.optional("time").ifPresent(time -> world.time(time(time)));
        for (FileNode host : node.required("hosts").elements()) {
            host.placed(() -> world.host(HostDefinition.read(host)));
        }
        for (FileNode fault : node.list("faults")) {
            Consumer<SimFaults> plan = FaultDefinition.read(fault, world);
            world.faults(plan);
        }
        node.placed(() -> {
            world.check();
            return world;
        });
        return world;
    }

    private static SimTime time(FileNode node) {
        node.fields("mode", "factor");
        FileNode modeNode = node.required("mode");
        SimTime.Mode mode = modeNode.oneOf(SimTime.Mode.class);
        if (mode != SimTime.Mode.SCALED) {
            node.optional("factor").ifPresent(factor -> {
                throw factor.error("only scaled time has a factor");
            });
        }
        return switch (mode) {
            case MANUAL -> SimTime.manual();
            case AUTOMATIC -> SimTime.automatic();
            case SCALED -> {
                FileNode factor = node.required("factor");
                yield factor.placed(() -> SimTime.scaled(factor.number()));
            }
        };
    }
}
