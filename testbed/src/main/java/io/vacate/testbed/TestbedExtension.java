package io.vacate.testbed;

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

/** Serves {@link RealTestbed}. */
final class TestbedExtension implements BeforeAllCallback, AfterAllCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(TestbedExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        // A nested class without an annotation of its own uses what its outer class has.
        Optional<RealTestbed> wish =
                AnnotationSupport.findAnnotation(context.getRequiredTestClass(), RealTestbed.class);
        if (wish.isPresent()) {
            require(wish.get(), context);
        }
    }

    private static void require(RealTestbed wish, ExtensionContext context) {
        TestbedSession session = context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .computeIfAbsent(TestbedSession.class, key -> TestbedSession.ofThisMachine(), TestbedSession.class);
        try {
            context.getStore(NAMESPACE).put(Testbed.class, session.require(wish.hosts(), wish.rate()));
        } catch (TestbedSession.CannotRunException e) {
            throw TestbedSession.refusal(e);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Testbed testbed = context.getStore(NAMESPACE).remove(Testbed.class, Testbed.class);
        if (testbed != null) {
            testbed.removeGuests();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Testbed.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return Optional.ofNullable(context.getStore(NAMESPACE).get(Testbed.class, Testbed.class))
                .orElseThrow(() -> new ParameterResolutionException("the testbed is not up yet"));
    }
}
