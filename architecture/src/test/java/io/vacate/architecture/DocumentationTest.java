package io.vacate.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a user can see has a comment. */
class DocumentationTest {
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    @ParameterizedTest
    @EnumSource
    void everyVisibleDeclarationHasAComment(Room room) throws IOException {
        assertThat(undocumentedDeclarations(sourceFiles(room))).isEmpty();
    }

    @Test
    void missingCommentIsFound(@TempDir Path directory) throws IOException {
        Path source = Files.writeString(
                directory.resolve("Visible.java"),
                "/** Is documented. */\npublic class Visible {\n    public int isNot;\n}\n");

        assertThat(undocumentedDeclarations(List.of(source))).containsExactly(source + ":3");
    }

    private static List<Path> sourceFiles(Room room) throws IOException {
        try (Stream<Path> files = Files.walk(room.sources())) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    // A module descriptor would hide the class path.
                    .filter(file -> !file.endsWith("module-info.java"))
                    .toList();
        }
    }

    private static List<String> undocumentedDeclarations(List<Path> sources) throws IOException {
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<String> options = List.of("-proc:none", "-Xdoclint:missing/protected", "-Xmaxwarns", "100000");
        try (StandardJavaFileManager files = COMPILER.getStandardFileManager(diagnostics, Locale.ROOT, null)) {
            JavacTask task = (JavacTask) COMPILER.getTask(
                    null, files, diagnostics, options, null, files.getJavaFileObjectsFromPaths(sources));
            task.analyze();
        }
        assertThat(diagnostics.getDiagnostics()).noneMatch(found -> found.getKind() == Diagnostic.Kind.ERROR);
        return diagnostics.getDiagnostics().stream()
                // All of doclint's findings have the same code.
                .filter(found -> found.getMessage(Locale.ENGLISH).equals("no comment"))
                .map(found -> found.getSource().getName() + ":" + found.getLineNumber())
                .toList();
    }
}
