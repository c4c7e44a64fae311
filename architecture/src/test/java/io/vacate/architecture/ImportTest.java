package io.vacate.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guards the other rules against holding only because they saw nothing. */
class ImportTest {
    private static final Set<String> MODULES_WITHOUT_CLASSES = Set.of("bom", "architecture");

    @Test
    void everyModuleOfTheBuildIsKnownHere() throws IOException {
        String pom = Files.readString(Room.projectRoot().resolve("pom.xml"));

        List<String> modules = Pattern.compile("<module>(.+?)</module>")
                .matcher(pom)
                .results()
                .map(match -> match.group(1))
                .filter(module -> !MODULES_WITHOUT_CLASSES.contains(module))
                .toList();

        assertThat(Arrays.stream(Room.values()).map(Room::directory)).containsExactlyInAnyOrderElementsOf(modules);
    }

    @ParameterizedTest
    @EnumSource
    void classesOfEveryModuleAreImported(Room room) {
        assertThat(VacateClasses.ALL).anyMatch(type -> room.contains(type.getPackageName()));
    }

    @Test
    void everyClassLiesInTheRootPackageOfItsModule() {
        assertThat(VacateClasses.ALL)
                .allSatisfy(type -> assertThat(Room.values()).anySatisfy(room -> {
                    assertThat(room.contains(type.getPackageName())).isTrue();
                    assertThat(type.getSource().orElseThrow().getUri().toString())
                            .containsPattern("/" + room.directory() + "/target/");
                }));
    }
}
