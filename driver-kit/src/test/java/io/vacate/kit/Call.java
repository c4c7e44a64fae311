package io.vacate.kit;

import io.vacate.api.error.OperationFailedException;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.spi.DriverSession;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Supplier;

/**
 * A call of a driver that a mutant intercepts.
 *
 * @param target what was called, unbroken
 * @param method the method
 * @param arguments its arguments, unbroken
 * @param isClosed whether the target, a session, was closed before
 */
record Call(Object target, Method method, List<Object> arguments, boolean isClosed) {
    /** Does what the driver would have done. */
    Object proceed() {
        return proceedWith(arguments.toArray());
    }

    Object proceedWith(Object... others) {
        try {
            return method.invoke(target, others);
        } catch (InvocationTargetException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(failure.getCause());
        } catch (IllegalAccessException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Does what the driver would have done, but hides an error. */
    Object proceedUnless(Class<? extends RuntimeException> error, Supplier<?> instead) {
        try {
            return proceed();
        } catch (RuntimeException failure) {
            if (error.isInstance(failure)) {
                return instead.get();
            }
            throw failure;
        }
    }

    /** Does what the driver would have done, but reports an error as another. */
    Object proceedOr(Class<? extends RuntimeException> error, String message) {
        return proceedUnless(error, () -> {
            throw new OperationFailedException(message);
        });
    }

    DriverSession session() {
        return (DriverSession) target;
    }

    MigrationJob job() {
        return (MigrationJob) target;
    }

    <T> T argument(int index, Class<T> type) {
        return type.cast(arguments.get(index));
    }
}
