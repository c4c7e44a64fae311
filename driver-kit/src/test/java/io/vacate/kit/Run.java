package io.vacate.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * A run of the kit.
 *
 * @param passed the numbers of the rules that passed
 * @param failed the numbers of the rules that failed
 * @param broken why classes failed as a whole, as when they end
 */
record Run(List<String> passed, List<String> failed, List<String> broken) {
    private static final LauncherConfig CONFIG = LauncherConfig.builder()
            .enableTestExecutionListenerAutoRegistration(false)
            .enablePostDiscoveryFilterAutoRegistration(false)
            .build();

    /** More than a hundred summaries of one rule each would hide all else. Held here, as loggers are forgotten otherwise. */
    private static final Logger SUMMARIES = Logger.getLogger(RuleReport.class.getName());

    static {
        SUMMARIES.setLevel(Level.WARNING);
    }

    /** Runs all rules. */
    static Run of(Mutant mutant) {
        return of(mutant, DiscoverySelectors.selectClass(kit(mutant)));
    }

    /** Runs all rules over another kit. */
    static Run of(Class<? extends DriverConformanceKit> kit) {
        return of(Mutant.of("none"), DiscoverySelectors.selectClass(kit));
    }

    /** Runs one rule. */
    static Run of(Mutant mutant, Rules.Rule rule) {
        return of(mutant, DiscoverySelectors.selectNestedMethod(List.of(kit(mutant)), rule.group(), rule.method()));
    }

    private static Class<?> kit(Mutant mutant) {
        return mutant.isOnSmallHosts() ? MutantKit.OnSmallHosts.class : MutantKit.class;
    }

    private static Run of(Mutant mutant, DiscoverySelector selector) {
        MutantKit.next(mutant);
        Run run = new Run(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        LauncherFactory.create(CONFIG)
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selector)
                                .build(),
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                                run.note(test, result);
                            }
                        });
        return run;
    }

    private void note(TestIdentifier test, TestExecutionResult result) {
        if (!test.isTest()) {
            // A mutant may break the clean-up after its test, too.
            result.getThrowable().map(String::valueOf).ifPresent(broken::add);
            return;
        }
        String rule = test.getDisplayName().split(" ", 2)[0];
        switch (result.getStatus()) {
            case FAILED -> failed.add(rule);
            case SUCCESSFUL -> passed.add(rule);
            case ABORTED -> {} // skipped
        }
    }
}
