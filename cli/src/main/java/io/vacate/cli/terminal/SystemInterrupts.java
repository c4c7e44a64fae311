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
            try {
                handle(signal, handler);
            } catch (ReflectiveOperationException | IllegalArgumentException unavailable) {
                LOG.debug("SIG{} cannot be handled; the JVM ends on it as usual", signal, unavailable);
            }
        }
    }

    private static void handle(Signal signal, Consumer<Signal> handler) throws ReflectiveOperationException {
        Class<?> signalType = Class.forName("sun.misc.Signal");
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        InvocationHandler calls = (proxy, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
                handler.accept(signal);
                yield null;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "handler of SIG" + signal;
        };
        Object proxy = Proxy.newProxyInstance(handlerType.getClassLoader(), new Class<?>[] {handlerType}, calls);
        Object instance = signalType.getConstructor(String.class).newInstance(signal.name());
        signalType.getMethod("handle", signalType, handlerType).invoke(null, instance, proxy);
    }
}
