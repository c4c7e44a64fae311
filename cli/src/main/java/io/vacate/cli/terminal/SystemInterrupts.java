package io.vacate.cli.terminal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals of this process. A shutdown hook would not do: it hears nothing of a second Ctrl-C. {@code sun.misc.Signal}
 * is supported on every JDK from 9 on ({@code jdk.unsupported}), yet javac warns of it whatever one does, so it is called
 * by reflection.
 */
public final class SystemInterrupts implements Interrupts {
    private static final Logger LOG = LoggerFactory.getLogger(SystemInterrupts.class);

    /** Makes the source; nothing is changed before {@link #onInterrupt}. */
    public SystemInterrupts() {}

    @Override
    public void onInterrupt(Consumer<Signal> handler) {
        for (Signal signal : Signal.values()) {
            handle(signal.name(), () -> handler.accept(signal));
        }
    }

    /**
     * Runs {@code handler} for each signal of that name from now on. Signals that were ignored when the process started, as
     * {@code nohup} does, stay ignored: the JVM sees to that.
     */
    static void handle(String name, Runnable handler) {
        try {
            register(name, handler);
        } catch (ReflectiveOperationException | IllegalArgumentException unavailable) {
            LOG.debug("SIG{} cannot be handled and has its usual effect", name, unavailable);
        }
    }

    private static void register(String name, Runnable handler) throws ReflectiveOperationException {
        Class<?> signalType = Class.forName("sun.misc.Signal");
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        InvocationHandler calls = (proxy, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
                handler.run();
                yield null;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "handler of SIG" + name;
        };
        Object proxy = Proxy.newProxyInstance(handlerType.getClassLoader(), new Class<?>[] {handlerType}, calls);
        Object instance = signalType.getConstructor(String.class).newInstance(name);
        signalType.getMethod("handle", signalType, handlerType).invoke(null, instance, proxy);
    }
}
