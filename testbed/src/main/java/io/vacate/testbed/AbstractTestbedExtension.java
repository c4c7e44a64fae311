package io.vacate.testbed;

import java.lang.annotation.Annotation;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Serves an annotation that asks for a testbed.
 *
 * @param <A> the annotation
 * @param <T> the testbed, as tests take it
 */
abstract class AbstractTestbedExtension<A extends Annotation, T>
        implements BeforeAllCallback, AfterAllCallback, ParameterResolver {
    private final Class<A> annotation;
    private final Class<T> testbed;
    private final TestbedSession.Kind kind;
    private final Namespace namespace;

    AbstractTestbedExtension(Class<A> annotation, Class<T> testbed, TestbedSession.Kind kind) {
        this.annotation = annotation;
        this.testbed = testbed;
        this.kind = kind;
        this.namespace = Namespace.create(testbed);
    }

    /** Brings the testbed up as the annotation wishes. */
    abstract T require(A wish, TestbedSession session) throws TestbedSession.CannotRunException;

    /** Removes the guests that tests have started. */
    abstract void removeGuests(T used);

    @Override
    public final void beforeAll(ExtensionContext context) {
        // A nested class without an annotation of its own uses what its outer class has.
        AnnotationSupport.findAnnotation(context.getRequiredTestClass(), annotation)
                .ifPresent(wish -> require(wish, context));
    }

    private void require(A wish, ExtensionContext context) {
        TestbedSession session = context.getStore(StoreScope.LAUNCHER_SESSION, namespace)
                .computeIfAbsent(TestbedSession.class, key -> TestbedSession.ofThisMachine(kind), TestbedSession.class);
        try {
            context.getStore(namespace).put(testbed, require(wish, session));
        } catch (TestbedSession.CannotRunException e) {
            throw TestbedSession.refusal(e);
        }
    }

    @Override
    public final void afterAll(ExtensionContext context) {
        T used = context.getStore(namespace).remove(testbed, testbed);
        if (used != null) {
            removeGuests(used);
        }
    }

    @Override
    public final boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == testbed;
    }

    @Override
    public final Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return Optional.ofNullable(context.getStore(namespace).get(testbed, testbed))
                .orElseThrow(() -> new ParameterResolutionException("the testbed is not up yet"));
    }
}
