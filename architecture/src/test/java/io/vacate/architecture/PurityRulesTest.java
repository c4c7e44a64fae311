package io.vacate.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** The model is a pure function of its arguments, and simulations can be repeated from their seed. */
class PurityRulesTest {
    private static final Set<String> READS_SYSTEM_CLOCK =
            Set.of("now", "currentTimeMillis", "nanoTime", "systemUTC", "systemDefaultZone", "system");

    @Test
    void modelDoesNoInputOrOutput() {
        noClasses()
                .that()
                .resideInAPackage(Room.MODEL.packages())
                .should()
                .dependOnClassesThat(performInputOrOutput())
                .allowEmptyShould(true)
                .check(VacateClasses.ALL);
    }

    @Test
    void modelReadsNoClock() {
        noClasses()
                .that()
                .resideInAPackage(Room.MODEL.packages())
                .should()
                .accessTargetWhere(readsSystemClock())
                .because("a prediction made again from the same data must be the same")
                .allowEmptyShould(true)
                .check(VacateClasses.ALL);
    }

    @Test
    void nobodyMeasuresWithTheWallClock() {
        noClasses()
                .that()
                .resideOutsideOfPackages(Room.BENCH.packages(), Room.TESTBED.packages())
                .and()
                .doNotHaveFullyQualifiedName("io.vacate.api.time.SystemTimeSource")
                .and()
                .doNotHaveFullyQualifiedName("io.vacate.cli.terminal.WallClock")
                .should()
                .accessTargetWhere(readsWallClock())
                .because("somebody may set it while migrations run: TimeSource and System.nanoTime never jump")
                .allowEmptyShould(true)
                .check(VacateClasses.ALL);
    }

    @Test
    void modelStartsNoThreads() {
        noClasses()
                .that()
                .resideInAPackage(Room.MODEL.packages())
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .allowEmptyShould(true)
                .check(VacateClasses.ALL);
    }

    @Test
    void randomNumbersOfModelAndSimulationComeFromASeed() {
        noClasses()
                .that()
                .resideInAnyPackage(Room.MODEL.packages(), Room.SIM_DRIVER.packages())
                .should()
                .callConstructor(Random.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocalRandom.class)
                .allowEmptyShould(true)
                .check(VacateClasses.ALL);
    }

    private static DescribedPredicate<JavaClass> performInputOrOutput() {
        return describe("perform I/O", type -> {
            boolean isIo = type.getPackageName().equals("java.io")
                    || type.getPackageName().startsWith("java.nio.file")
                    || type.getPackageName().startsWith("java.nio.channels")
                    || type.getPackageName().startsWith("java.net")
                    || type.getPackageName().startsWith("java.sql");
            return isIo
                    && !type.isEquivalentTo(Serializable.class)
                    && !type.isEquivalentTo(IOException.class)
                    && !type.isEquivalentTo(UncheckedIOException.class);
        });
    }

    private static DescribedPredicate<JavaAccess<?>> readsWallClock() {
        return readsSystemClock()
                .and(describe("that can be set", access -> !access.getName().equals("nanoTime")));
    }

    private static DescribedPredicate<JavaAccess<?>> readsSystemClock() {
        return describe("reads the system's clock", access -> {
            if (!(access.getTarget() instanceof CodeUnitCallTarget)) {
                return false;
            }
            JavaClass owner = access.getTargetOwner();
            boolean hasClock = owner.getPackageName().startsWith("java.time") || owner.isEquivalentTo(System.class);
            return hasClock && READS_SYSTEM_CLOCK.contains(access.getName());
        });
    }
}
