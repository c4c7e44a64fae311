package io.vacate.cli.state;

import io.vacate.documents.ProfileDocument;
import io.vacate.documents.ProfileFormatException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** A profile in a file, replaced in one step. */
public final class ProfileFile {
    private final Path path;

    /** Names the file; nothing is read yet. */
    public ProfileFile(Path path) {
        this.path = path;
    }

    /**
     * Returns what is in the file.
     *
     * @throws IllegalArgumentException if there is none, it cannot be read or makes no sense; the message names it, and where
     */
    public ProfileDocument read() {
        return find().orElseThrow(() -> new IllegalArgumentException("%s does not exist".formatted(path)));
    }

    /**
     * Returns what is in the file; empty if there is none.
     *
     * @throws IllegalArgumentException if it cannot be read or makes no sense; the message names it, and where
     */
    public Optional<ProfileDocument> find() {
        try {
            return Optional.of(ProfileDocument.parse(Files.readString(path, StandardCharsets.UTF_8)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (CharacterCodingException notText) {
            throw new IllegalArgumentException("%s is not a text in UTF-8".formatted(path), notText);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("%s cannot be read: %s".formatted(path, unreadable), unreadable);
        } catch (ProfileFormatException wrong) {
            throw new IllegalArgumentException("%s: %s".formatted(path, wrong.getMessage()), wrong);
        }
    }

    /**
     * Writes the file. Keeps the old one if anything goes wrong.
     *
     * @throws UnwritableFileException if it cannot be written; the message names it
     */
    public void write(ProfileDocument document) throws UnwritableFileException {
        WholeFile.createDirectory(path);
        WholeFile.write(path, document.text());
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
