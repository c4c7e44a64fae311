package io.vacate.cli.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes files in one step: whatever goes wrong, what was there before is whole. */
public final class WholeFile {
    private WholeFile() {}

    /**
     * Replaces a file, or makes it. A link stays a link; devices and pipes are written to as they are.
     *
     * @throws UnwritableFileException if it cannot be written; it is as it was
     */
    public static void write(Path path, String text) throws UnwritableFileException {
        try {
            if (Files.isDirectory(path)) {
                throw new IOException("it is a directory");
            }
            boolean isThere = Files.exists(path);
            if (isThere && !Files.isRegularFile(path)) {
                Files.writeString(path, text, StandardCharsets.UTF_8, StandardOpenOption.WRITE);
            } else {
                replace(isThere ? path.toRealPath() : path.toAbsolutePath(), text, isThere);
            }
        } catch (IOException failure) {
            throw new UnwritableFileException(path, failure);
        }
    }

    /**
     * Makes the directory of a file, and those above it.
     *
     * @return the directory
     * @throws UnwritableFileException if it cannot be made
     */
    static Path createDirectory(Path file) throws UnwritableFileException {
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory == null) {
                throw new IOException("it is a directory");
            }
            return Files.createDirectories(directory);
        } catch (IOException failure) {
            throw new UnwritableFileException(file, failure);
        }
    }

    private static void replace(Path path, String text, boolean isThere) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + "." + UUID.randomUUID() + ".new");
        try {
            Files.writeString(fresh, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
            if (isThere && Files.getFileStore(path).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(path));
            }
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
