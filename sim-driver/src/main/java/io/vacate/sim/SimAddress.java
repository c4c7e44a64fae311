package io.vacate.sim;

import io.vacate.api.host.HostUri;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A URI of a simulated host, taken apart: {@code sim:WORLD[?speed=FACTOR|max][&seed=NUMBER]#HOST}, where WORLD is the name of
 * a world made in code or of a preset, or the path of a file that ends in {@code .yaml}, {@code .yml} or {@code .json}.
 *
 * @param uri as it was given
 * @param world name or path
 * @param host name of the host
 * @param speed {@code max}, or how many times as fast as real time; null leaves it to the file
 * @param seed null leaves it to the file
 */
record SimAddress(
        HostUri uri,
        String world,
        String host,
        @Nullable String speed,
        @Nullable Long seed) {
    /** The speed where a URI says none. */
    static final String SPEED_PROPERTY = "vacate.sim.speed";

    private static final String FORM =
            "use sim:WORLD#HOST, where WORLD is a preset such as demo, or a file such as rack.yaml";

    static SimAddress parse(HostUri uri) {
        if (uri.path().isBlank() || uri.remoteHost().isPresent()) {
            throw wrong(uri, "it names no world", FORM);
        }
        if (uri.fragment().filter(host -> !host.isEmpty()).isEmpty()) {
            throw wrong(uri, "it names no host after a '#'", FORM);
        }
        String speed = null;
        Long seed = null;
        for (Map.Entry<String, String> parameter : uri.parameters().entrySet()) {
            switch (parameter.getKey()) {
                case "speed" -> speed = checkedSpeed(uri, parameter.getValue());
                case "seed" -> seed = seed(uri, parameter.getValue());
                default ->
                    throw wrong(uri, "'%s' is not a parameter".formatted(parameter.getKey()), "use speed or seed");
            }
        }
        return new SimAddress(uri, uri.path(), uri.fragment().get(), speed, seed);
    }

    private static String checkedSpeed(HostUri uri, String text) {
        try {
            time(text);
            return text;
        } catch (IllegalArgumentException notSpeed) {
            throw wrong(uri, "speed is '%s'".formatted(text), "use a positive number, or max");
        }
    }

    private static Long seed(HostUri uri, String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException notNumber) {
            throw wrong(uri, "seed is '%s'".formatted(text), "use a whole number");
        }
    }

    private static SimTime time(String speed) {
        return speed.equals("max") ? SimTime.automatic() : SimTime.scaled(Double.parseDouble(speed));
    }

    private boolean isFile() {
        return world.endsWith(".yaml") || world.endsWith(".yml") || world.endsWith(".json");
    }

    /** Returns what all URIs of one world have in common. */
    String key() {
        return isFile() ? path().toString() : world;
    }

    private Path path() {
        return Path.of(world).toAbsolutePath().normalize();
    }

    /** Reads the world that it names. */
    SimWorld.Builder read() {
        SimWorld.Builder builder = isFile() ? WorldFile.read(path()) : WorldFile.preset(world);
        Optional.ofNullable(speed)
                .or(() -> Optional.ofNullable(System.getProperty(SPEED_PROPERTY)))
                .ifPresent(text -> builder.time(time(text)));
        if (seed != null) {
            builder.seed(seed);
        }
        if (builder.time.mode() == SimTime.Mode.MANUAL) {
            // Nobody could drive it.
            builder.time(SimTime.automatic());
        }
        return builder;
    }

    void requireSameAs(SimAddress other) {
        boolean same = (speed == null || speed.equals(other.speed)) && (seed == null || seed.equals(other.seed));
        if (!same) {
            throw wrong(uri, "that world is open as " + other.uri, "use the same speed and seed, or leave them out");
        }
    }

    void requireNoChange(String name) {
        if (speed != null || seed != null) {
            throw wrong(uri, "world '%s' was made in code".formatted(name), "leave out speed and seed");
        }
    }

    private static IllegalArgumentException wrong(HostUri uri, String what, String instead) {
        return new IllegalArgumentException("%s: %s; %s".formatted(uri, what, instead));
    }
}
