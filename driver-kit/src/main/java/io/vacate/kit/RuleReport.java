package io.vacate.kit;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Counts the rules of a run and logs the summary at its end, as skipped rules must not be overlooked; fails where they are not
 * those that the author of the driver has listed.
 */
final class RuleReport implements TestWatcher, AfterAllCallback {
    private static final Logger LOG = System.getLogger(RuleReport.class.getName());
    private static final Namespace NAMESPACE = Namespace.create(RuleReport.class);

    @Override
    public void testSuccessful(ExtensionContext test) {
        summary(test).passed(rule(test));
    }

    @Override
    public void testFailed(ExtensionContext test, @Nullable Throwable cause) {
        summary(test).failed(rule(test));
    }

    @Override
    public void testAborted(ExtensionContext test, @Nullable Throwable cause) {
        String why = cause == null || cause.getMessage() == null ? "no reason given" : cause.getMessage();
        String rule = rule(test);
        String prefix = skipped(rule, "");
        summary(test).skipped(rule, why.startsWith(prefix) ? why.substring(prefix.length()) : why);
    }

    @Override
    public void testDisabled(ExtensionContext test, Optional<String> reason) {
        summary(test).skipped(rule(test), reason.orElse("disabled"));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (context.equals(top(context))) {
            String text = summary(context).text();
            LOG.log(Level.INFO, "{0} against the driver contract: {1}", context.getDisplayName(), text);
            context.publishReportEntry("driver contract", text);
            context.getTestInstance()
                    .map(DriverConformanceKit.class::cast)
                    .flatMap(DriverConformanceKit::skippedRules)
                    .ifPresent(summary(context)::require);
        }
    }

    /** Returns what the test of a rule that is skipped says. */
    static String skipped(String rule, String why) {
        return "%s skipped: %s".formatted(rule, why);
    }

    private static String rule(ExtensionContext test) {
        return test.getDisplayName().split(" ", 2)[0];
    }

    private static RuleSummary summary(ExtensionContext context) {
        return top(context)
                .getStore(NAMESPACE)
                .computeIfAbsent(RuleSummary.class, key -> new RuleSummary(), RuleSummary.class);
    }

    /** Returns the context of the author's class. */
    private static ExtensionContext top(ExtensionContext context) {
        ExtensionContext here = context;
        Optional<ExtensionContext> above = here.getParent();
        while (above.isPresent() && above.get().getTestClass().isPresent()) {
            here = above.get();
            above = here.getParent();
        }
        return here;
    }
}
