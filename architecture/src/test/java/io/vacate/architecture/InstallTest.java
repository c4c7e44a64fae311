package io.vacate.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code mvn install} fails at a module that has no artifact, unless the module says that it has none. */
class InstallTest {
    private static final Pattern MODULE = Pattern.compile("<module>(.*)</module>");

    static Stream<Path> modules() throws IOException {
        Path root = Room.projectRoot();
        return MODULE.matcher(Files.readString(root.resolve("pom.xml")))
                .results()
                .map(module -> root.resolve(module.group(1)));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void moduleWithoutArtifact_isNotInstalled(Path module) throws IOException {
        String pom = Files.readString(module.resolve("pom.xml"));
        boolean hasArtifact =
                pom.contains("<packaging>pom</packaging>") || Files.isDirectory(module.resolve("src/main/java"));

        assertThat(pom.contains("<maven.install.skip>true</maven.install.skip>"))
                .isNotEqualTo(hasArtifact);
    }
}
