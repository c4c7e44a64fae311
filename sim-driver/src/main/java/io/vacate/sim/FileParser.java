package io.vacate.sim;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads YAML and JSON, keeping the place of each value. */
final class FileParser {
    private static final int DEEPEST = 20;
    private static final JsonFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String file;
    private final JsonParser parser;

    private FileParser(String file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /**
     * Reads a text: JSON if it begins like it, else YAML.
     *
     * @param file what errors call it
     * @throws IllegalArgumentException if it is neither; the message names file and line
     */
    static FileNode parse(String file, String text) {
        JsonFactory format = text.stripLeading().startsWith("{") ? JSON : YAML;
        try (JsonParser parser = format.createParser(text)) {
            return new FileParser(file, parser).whole();
        } catch (JsonProcessingException malformed) {
            int line = malformed.getLocation() == null
                    ? 1
                    : malformed.getLocation().getLineNr();
            throw new IllegalArgumentException(
                    "%s, line %d: %s".formatted(file, line, firstLine(malformed.getOriginalMessage())), malformed);
        } catch (IOException impossible) {
            throw new IllegalArgumentException("%s cannot be read".formatted(file), impossible);
        }
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("malformed");
    }

    private FileNode whole() throws IOException {
        if (parser.nextToken() == null) {
            throw new JsonParseException(parser, "the file is empty");
        }
        FileNode node = node("", 0);
        if (parser.nextToken() != null) {
            throw new JsonParseException(parser, "there is more than one document");
        }
        return node;
    }

    private FileNode node(String path, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new JsonParseException(parser, "it is nested too deeply");
        }
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw new JsonParseException(parser, "aliases are not supported");
        }
        int line = parser.currentTokenLocation().getLineNr();
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return new FileNode(file, line, path, fields(path, depth));
        }
        if (token == JsonToken.START_ARRAY) {
            return new FileNode(file, line, path, elements(path, depth));
        }
        return new FileNode(file, line, path, token == JsonToken.VALUE_NULL ? "" : parser.getText());
    }

    private Map<String, FileNode> fields(String path, int depth) throws IOException {
        Map<String, FileNode> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, node(path.isEmpty() ? name : path + "." + name, depth + 1));
        }
        return fields;
    }

    private List<FileNode> elements(String path, int depth) throws IOException {
        List<FileNode> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(node("%s[%d]".formatted(path, elements.size()), depth + 1));
        }
        return elements;
    }
}
