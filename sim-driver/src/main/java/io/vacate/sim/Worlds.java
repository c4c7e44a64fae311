package io.vacate.sim;

import io.vacate.api.host.HostUri;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The worlds that URIs find in this process. Thread-safe. */
final class Worlds {
    private static final Map<String, SimWorld> NAMED = new HashMap<>();
    private static final Map<String, Shared> SHARED = new HashMap<>();
    private static long count;

    private Worlds() {}

    /** A world that exists for the sessions to it. */
    private static final class Shared {
        final SimWorld world;
        final SimAddress openedWith;
        int sessions;

        Shared(SimWorld world, SimAddress openedWith) {
            this.world = world;
            this.openedWith = openedWith;
        }
    }

    /** A world for one more session, and what to run when that session is closed. */
    record Lease(SimWorld world, Runnable release) {}

    static synchronized SimWorld register(@Nullable String name, SimWorld.Builder builder) {
        builder.check();
        String unique = name;
        while (unique == null || (name == null && NAMED.containsKey(unique))) {
            unique = "world-" + ++count;
        }
        if (NAMED.containsKey(unique)) {
            throw new IllegalStateException("A world '%s' is open; close it first".formatted(unique));
        }
        SimWorld world = new SimWorld(builder, unique);
        NAMED.put(unique, world);
        return world;
    }

    static synchronized void unregister(SimWorld world) {
        NAMED.remove(world.name(), world);
    }

    /**
     * Finds the world of an address: one that was made in code, one that is open, or else a new one from its file or preset.
     *
     * @throws IllegalArgumentException if there is none, or it is open with another speed or seed
     */
    static synchronized Lease acquire(SimAddress address) {
        SimWorld named = NAMED.get(address.world());
        if (named != null) {
            address.requireNoChange(named.name());
            return new Lease(named, () -> {});
        }
        String key = address.key();
        Shared shared = SHARED.get(key);
        if (shared == null) {
            SimWorld.Builder builder = address.read();
            builder.check();
            shared = new Shared(new SimWorld(builder, key), address);
            SHARED.put(key, shared);
        } else {
            address.requireSameAs(shared.openedWith);
        }
        shared.sessions++;
        Shared used = shared;
        return new Lease(used.world, () -> release(key, used));
    }

    private static void release(String key, Shared shared) {
        synchronized (Worlds.class) {
            shared.sessions--;
            if (shared.sessions > 0) {
                return;
            }
            SHARED.remove(key, shared);
        }
        shared.world.close();
    }

    /** Returns the URI of a host in a world that is known by a name, or by the absolute path of its file. */
    static HostUri uri(String world, String host) {
        try {
            String text = world.startsWith("/") ? "//" + world : world;
            return HostUri.parse(new URI("sim", text, host).toString());
        } catch (URISyntaxException impossible) {
            throw new IllegalArgumentException(
                    "'%s' or '%s' cannot be part of a URI".formatted(world, host), impossible);
        }
    }
}
