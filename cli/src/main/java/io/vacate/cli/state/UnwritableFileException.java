package io.vacate.cli.state;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file cannot be written; it is as it was. The message names it and the reason. */
public final class UnwritableFileException extends IOException {
    private static final long serialVersionUID = 1;

    UnwritableFileException(Path path, IOException cause) {
        super("%s cannot be written: %s".formatted(path, reason(cause)), cause);
    }

    private static String reason(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return "there is no such directory";
        }
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        boolean isNamed = cause instanceof FileSystemException named && named.getReason() != null;
        return String.valueOf(isNamed ? ((FileSystemException) cause).getReason() : cause.getMessage());
    }
}
