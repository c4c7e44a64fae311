package io.vacate.kvm;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own for a program of these tests. */
final class ChildJvm {
    private ChildJvm() {}

    /** Returns how a class of this module's tests is run as a program. */
    static ProcessBuilder builder(Class<?> program, String... arguments) {
        List<String> classPath = new ArrayList<>(List.of("target/classes", "target/test-classes"));
        for (String property : List.of("java.class.path", "jdk.module.path")) {
            classPath.addAll(List.of(System.getProperty(property, "").split(File.pathSeparator)));
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                String.join(File.pathSeparator, classPath),
                program.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }
}
