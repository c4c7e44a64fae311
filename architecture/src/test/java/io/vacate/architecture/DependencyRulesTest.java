package io.vacate.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may use whom. */
class DependencyRulesTest {
    @ParameterizedTest
    @EnumSource
    void moduleUsesOnlyTheModulesBelowIt(Room room) {
        noClasses()
                .that()
                .resideInAPackage(room.packages())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(room.forbiddenPackages())
                .because("api <- libvirt <- drivers, and api <- model <- documents <- orchestrator <- cli, examples")
                .allowEmptyShould(true)
                .check(VacateClasses.ALL);
    }

    @Test
    void apiNeedsNothingButTheJdkAndJspecify() {
        classes()
                .that()
                .resideInAPackage(Room.API.packages())
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", Room.API.packages())
                .because("whoever uses or implements the API takes on its dependencies")
                .allowEmptyShould(true)
                .check(VacateClasses.ALL);
    }

    @Test
    void onlyLibvirtAndItsDriversSeeNativeCode() {
        noClasses()
                .that()
                // bench compares us with libvirt-java.
                .resideOutsideOfPackages(
                        Room.LIBVIRT.packages(),
                        Room.KVM_DRIVER.packages(),
                        Room.XEN_DRIVER.packages(),
                        Room.BENCH.packages())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.sun.jna..", "org.libvirt..")
                .because("handles, structs and return codes have one owner")
                .allowEmptyShould(true)
                .check(VacateClasses.ALL);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("io.vacate.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(VacateClasses.ALL);
    }

    @Test
    void libvirtPackageUsesOnlyThePackagesBelowIt() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("jna")
                .definedBy("io.vacate.libvirt.jna")
                .layer("connection")
                .definedBy("io.vacate.libvirt.connection")
                .layer("xml")
                .definedBy("io.vacate.libvirt.xml")
                .layer("vm")
                .definedBy("io.vacate.libvirt.vm")
                .layer("host")
                .definedBy("io.vacate.libvirt.host")
                .layer("guest")
                .definedBy("io.vacate.libvirt.guest")
                .layer("storage")
                .definedBy("io.vacate.libvirt.storage")
                .layer("migration")
                .definedBy("io.vacate.libvirt.migration")
                .layer("suspend")
                .definedBy("io.vacate.libvirt.suspend")
                .layer("preflight")
                .definedBy("io.vacate.libvirt.preflight")
                .layer("session")
                .definedBy("io.vacate.libvirt")
                .whereLayer("jna")
                .mayNotAccessAnyLayer()
                .whereLayer("connection")
                .mayOnlyAccessLayers("jna")
                .whereLayer("xml")
                .mayNotAccessAnyLayer()
                .whereLayer("vm")
                .mayOnlyAccessLayers("jna", "connection", "xml")
                .whereLayer("host")
                .mayOnlyAccessLayers("jna", "connection", "xml", "vm")
                .whereLayer("guest")
                .mayOnlyAccessLayers("xml", "host")
                .whereLayer("storage")
                .mayOnlyAccessLayers("jna", "connection", "xml", "host")
                .whereLayer("migration")
                .mayOnlyAccessLayers("jna", "connection", "xml", "vm", "host", "guest", "storage")
                .whereLayer("suspend")
                .mayOnlyAccessLayers("jna", "connection", "xml", "vm", "host", "storage")
                .whereLayer("preflight")
                .mayOnlyAccessLayers("jna", "connection", "xml", "host", "guest", "storage")
                .whereLayer("session")
                .mayNotBeAccessedByAnyLayer()
                .ensureAllClassesAreContainedInArchitecture()
                .because(
                        "connection, xml <- vm <- host <- guest, storage <- migration, suspend, preflight; all <- session")
                .check(VacateClasses.ALL.that(resideInAPackage(Room.LIBVIRT.packages())));
    }

    @Test
    void modelPackageUsesOnlyThePackagesBelowIt() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("internal")
                .definedBy("io.vacate.model.internal")
                .layer("profile")
                .definedBy("io.vacate.model.profile")
                .layer("sharing")
                .definedBy("io.vacate.model.sharing")
                .layer("rounds")
                .definedBy("io.vacate.model.rounds")
                .layer("estimate")
                .definedBy("io.vacate.model.estimate")
                .layer("simulation")
                .definedBy("io.vacate.model.simulation")
                .layer("live")
                .definedBy("io.vacate.model.live")
                .layer("calibrate")
                .definedBy("io.vacate.model.calibrate")
                .layer("batch")
                .definedBy("io.vacate.model.batch")
                .layer("lanes")
                .definedBy("io.vacate.model.plan.lanes")
                .layer("search")
                .definedBy("io.vacate.model.plan.search")
                .layer("plan")
                .definedBy("io.vacate.model.plan")
                .layer("chart")
                .definedBy("io.vacate.model.plan.chart")
                .whereLayer("internal")
                .mayNotAccessAnyLayer()
                .whereLayer("profile")
                .mayOnlyAccessLayers("internal")
                .whereLayer("sharing")
                .mayNotAccessAnyLayer()
                .whereLayer("rounds")
                .mayOnlyAccessLayers("internal", "profile")
                .whereLayer("estimate")
                .mayOnlyAccessLayers("internal", "profile")
                .whereLayer("simulation")
                .mayOnlyAccessLayers("internal", "profile", "sharing", "rounds", "estimate")
                .whereLayer("live")
                .mayOnlyAccessLayers("internal", "profile", "rounds", "estimate")
                .whereLayer("calibrate")
                .mayOnlyAccessLayers("internal", "profile", "rounds", "estimate", "simulation", "live")
                .whereLayer("batch")
                .mayOnlyAccessLayers("internal", "profile", "estimate")
                .whereLayer("lanes")
                .mayOnlyAccessLayers("internal", "profile", "estimate", "simulation")
                .whereLayer("search")
                .mayOnlyAccessLayers("internal", "profile", "estimate", "simulation", "calibrate", "batch", "lanes")
                .whereLayer("plan")
                .mayOnlyAccessLayers("profile", "calibrate", "batch", "search")
                .whereLayer("chart")
                .mayOnlyAccessLayers("internal", "batch")
                .ensureAllClassesAreContainedInArchitecture()
                .because(
                        "profile, sharing <- rounds, estimate <- simulation, live <- calibrate <- batch, lanes <- search <- plan, and chart")
                .check(VacateClasses.ALL.that(resideInAPackage(Room.MODEL.packages())));
    }

    @Test
    void onlyWhatServesTestsSeesTestFrameworks() {
        noClasses()
                .that()
                .resideOutsideOfPackages(Room.DRIVER_KIT.packages(), Room.TESTBED.packages(), Room.BENCH.packages())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.junit..", "org.assertj..", "org.mockito..", "org.openjdk.jmh..")
                .allowEmptyShould(true)
                .check(VacateClasses.ALL);
    }
}
