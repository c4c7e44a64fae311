package io.vacate.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, null contracts, and what may show in a signature. */
class StyleRulesTest {
    @ParameterizedTest
    @ValueSource(strings = {"Impl", "Utils", "Util", "Helper", "Manager"})
    void noClassIsNamedAfterNothing(String suffix) {
        noClasses()
                .should()
                .haveSimpleNameEndingWith(suffix)
                .allowEmptyShould(true)
                .check(VacateClasses.ALL);
    }

    @Test
    void everyPackageIsNullMarked() {
        classes().should(resideInANullMarkedPackage()).allowEmptyShould(true).check(VacateClasses.ALL);
    }

    @Test
    void publicSignaturesAreFreeOfGuava() {
        codeUnits()
                .that()
                .areDeclaredInClassesThat()
                .arePublic()
                .should(notShow("com.google"))
                .because("a user's Guava need not be ours")
                .allowEmptyShould(true)
                .check(VacateClasses.ALL);
    }

    @Test
    void librariesLeaveStandardStreamsAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        Room.CLI.packages(),
                        Room.EXAMPLES.packages(),
                        Room.CUSTOM_DRIVER.packages(),
                        Room.TESTBED.packages(),
                        Room.BENCH.packages())
                .should(ACCESS_STANDARD_STREAMS)
                .allowEmptyShould(true)
                .check(VacateClasses.ALL);
    }

    @Test
    void nothingIsFinalized() {
        noMethods()
                .should()
                .haveName("finalize")
                .because("a Cleaner is the leak net, close() the way")
                .allowEmptyShould(true)
                .check(VacateClasses.ALL);
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package that is @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(
                        type,
                        marked,
                        type.getName() + " is in " + type.getPackageName() + ", which is not @NullMarked"));
            }
        };
    }

    private static ArchCondition<JavaCodeUnit> notShow(String packagePrefix) {
        return new ArchCondition<>("not show types of " + packagePrefix) {
            @Override
            public void check(JavaCodeUnit codeUnit, ConditionEvents events) {
                if (!codeUnit.getModifiers().contains(JavaModifier.PUBLIC)
                        && !codeUnit.getModifiers().contains(JavaModifier.PROTECTED)) {
                    return;
                }
                List<String> shown = Stream.concat(
                                Stream.of(codeUnit.getReturnType()), codeUnit.getParameterTypes().stream())
                        .map(JavaType::getAllInvolvedRawTypes)
                        .flatMap(types -> types.stream().map(JavaClass::getName))
                        .filter(name -> name.startsWith(packagePrefix))
                        .toList();
                events.add(new SimpleConditionEvent(
                        codeUnit, shown.isEmpty(), codeUnit.getFullName() + " shows " + shown));
            }
        };
    }
}
