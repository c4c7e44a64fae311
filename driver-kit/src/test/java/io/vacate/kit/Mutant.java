package io.vacate.kit;

import io.vacate.api.migration.MigrationJob;
import io.vacate.api.spi.DriverProvider;
import io.vacate.api.spi.DriverSession;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A driver that breaks one rule: the simulated one, some of whose methods do something else. Not thread-safe. */
final class Mutant {
    private final String rule;
    private final Map<Class<?>, Map<String, Function<Call, @Nullable Object>>> breakages = new HashMap<>();
    private boolean small;

    private Mutant(String rule) {
        this.rule = rule;
    }

    /** Returns a driver that keeps all rules, until it is told otherwise. */
    static Mutant of(String rule) {
        return new Mutant(rule);
    }

    Mutant provider(String method, Function<Call, @Nullable Object> instead) {
        return put(DriverProvider.class, method, instead);
    }

    Mutant session(String method, Function<Call, @Nullable Object> instead) {
        return put(DriverSession.class, method, instead);
    }

    Mutant job(String method, Function<Call, @Nullable Object> instead) {
        return put(MigrationJob.class, method, instead);
    }

    private Mutant put(Class<?> type, String method, Function<Call, @Nullable Object> instead) {
        if (Arrays.stream(type.getMethods()).noneMatch(known -> known.getName().equals(method))) {
            throw new IllegalArgumentException("%s has no %s".formatted(type, method));
        }
        breakages.computeIfAbsent(type, key -> new HashMap<>()).put(method, instead);
        return this;
    }

    /** Has it run on hosts that can do little, for rules on what happens then. */
    Mutant onSmallHosts() {
        small = true;
        return this;
    }

    String rule() {
        return rule;
    }

    boolean isOnSmallHosts() {
        return small;
    }

    /** Returns the broken driver. */
    DriverProvider breaking(DriverProvider sound) {
        return proxy(DriverProvider.class, sound);
    }

    private <T> T proxy(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                Mutant.class.getClassLoader(), new Class<?>[] {type}, new Handler(type, target)));
    }

    @Override
    public String toString() {
        return "mutant of " + rule;
    }

    /** Stands before one object of the driver. */
    private final class Handler implements InvocationHandler {
        private final Class<?> type;
        private final Object target;
        private boolean closed;

        Handler(Class<?> type, Object target) {
            this.type = type;
            this.target = target;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
            List<Object> sound = arguments == null
                    ? List.of()
                    : Arrays.stream(arguments).map(Handler::unbroken).toList();
            Call call = new Call(target, method, sound, closed);
            Object result = breakages
                    .getOrDefault(type, Map.of())
                    .getOrDefault(method.getName(), Call::proceed)
                    .apply(call);
            if (method.getName().equals("close")) {
                closed = true;
            }
            if (result instanceof DriverSession session) {
                return proxy(DriverSession.class, session);
            }
            return result instanceof MigrationJob job ? proxy(MigrationJob.class, job) : result;
        }

        /** A driver knows its own sessions only. */
        private static Object unbroken(Object argument) {
            return Proxy.isProxyClass(argument.getClass())
                            && Proxy.getInvocationHandler(argument) instanceof Handler handler
                    ? handler.target
                    : argument;
        }
    }
}
