package io.vacate.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Java code of pages for users compiles. */
class SnippetsTest {
    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern EXPORTS = Pattern.compile("exports ([\\w.]+);");

    /** What snippets take for granted. */
    private static final String GIVEN = """
        abstract class Snippets {
            interface Vault { char[] password(HostUri host); }
            Vault vault;
            Host source, destination;
            VmProfile vm, web, db;
            List<VmProfile> vms;
            NetworkProfile network;
            Calibration calibration;
            Predictor predictor;
            Batch batch;
            Evacuator evacuator;
            EvacuationRequest request;
            RunListener listener;
            EvacuationReport report;
            MigrationRequest migration;
            Map<String, Host> hosts;
            java.nio.file.Path file;
        """;

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/user-guide.md"})
    void snippetsCompile(String page) throws IOException {
        assertThat(errors(Files.readString(Room.projectRoot().resolve(page)))).isEmpty();
    }

    @Test
    void aSnippetThatIsNoLongerTrueIsFound() throws IOException {
        assertThat(errors("```java\nPlan plan = Planner.of(calibration).plans(batch);\n```"))
                .singleElement()
                .asString()
                .contains("plans");
    }

    private static List<String> errors(String page) throws IOException {
        StringBuilder source = new StringBuilder("import java.nio.file.Files;\nimport java.time.Duration;\n");
        source.append("import java.util.*;\n");
        exported().forEach(name -> source.append("import ").append(name).append(".*;\n"));
        source.append(GIVEN);
        Matcher snippets = SNIPPET.matcher(page);
        int count = 0;
        while (snippets.find()) {
            source.append("void snippet%d() throws Exception {\n%s}\n".formatted(count++, snippets.group(1)));
        }
        assertThat(count).isPositive();
        return compile(source.append("}\n").toString());
    }

    private static Set<String> exported() throws IOException {
        Set<String> names = new TreeSet<>();
        for (Room room : List.of(Room.API, Room.MODEL, Room.DOCUMENTS, Room.ORCHESTRATOR)) {
            Path module = room.sources().resolve("module-info.java");
            EXPORTS.matcher(Files.readString(module)).results().forEach(found -> names.add(found.group(1)));
        }
        return names;
    }

    private static List<String> compile(String source) throws IOException {
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Snippets.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, diagnostics, List.of("-proc:none"), null, List.of(file));
        task.analyze();
        return diagnostics.getDiagnostics().stream()
                .filter(found -> found.getKind() == Diagnostic.Kind.ERROR)
                .map(found -> found.getMessage(Locale.ENGLISH) + "\n"
                        + source.lines()
                                .skip(found.getLineNumber() - 1)
                                .findFirst()
                                .orElse(""))
                .toList();
    }
}
