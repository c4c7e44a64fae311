package io.vacate.orchestrator.hosts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vacate.api.host.HostUri;
import io.vacate.api.host.NetworkAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads an inventory, whose errors name file, line and field. JSON is YAML, too. For one file. */
final class HostsFileParser {
    private static final JsonFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Without a colon, so that no name is taken for a URI. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_.-]*");

    private static final String URI = "uri";
    private static final String ROLES = "roles";
    private static final String MIGRATION_ADDRESS = "migration-address";
    private static final String LISTEN_ADDRESS = "listen-address";
    private static final List<String> FIELDS = List.of(URI, ROLES, MIGRATION_ADDRESS, LISTEN_ADDRESS);

    private final String file;
    private final List<NamedHost> hosts = new ArrayList<>();

    HostsFileParser(String file) {
        this.file = file;
    }

    /** A text and its line. */
    private record Placed(String text, int line) {}

    List<NamedHost> parse(String text) {
        try (JsonParser parser = YAML.createParser(text)) {
            if (parser.nextToken() != null) {
                whole(parser);
            }
            return hosts;
        } catch (JsonProcessingException malformed) {
            // No cause: its message has the lines around, in which there may be a password.
            throw wrong(
                    malformed.getLocation() == null
                            ? 1
                            : malformed.getLocation().getLineNr(),
                    "",
                    shown(malformed.getOriginalMessage().lines().findFirst().orElse("malformed")));
        } catch (IOException impossible) {
            throw new IllegalArgumentException("%s cannot be read".formatted(file), impossible);
        }
    }

    private void whole(JsonParser parser) throws IOException {
        require(parser, JsonToken.START_OBJECT, "", "must be 'hosts:' with a list of names below");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            if (!parser.currentName().equals("hosts")) {
                throw wrong(line(parser), "", "unknown field %s; use hosts".formatted(quoted(parser.currentName())));
            }
            if (parser.nextToken().isScalarValue() && isEmpty(parser)) {
                continue;
            }
            require(parser, JsonToken.START_OBJECT, "hosts", "must be names with fields below");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                host(parser);
            }
        }
        if (parser.nextToken() != null) {
            throw new JsonParseException(parser, "there is more than one document");
        }
    }

    private void host(JsonParser parser) throws IOException {
        String name = parser.currentName();
        int line = line(parser);
        if (!NAME.matcher(name).matches()) {
            throw wrong(
                    line,
                    "hosts",
                    "%s is not a name: letters, digits, '-', '_' and dots make one".formatted(quoted(name)));
        }
        String path = "hosts." + name;
        parser.nextToken();
        require(parser, JsonToken.START_OBJECT, path, "must be fields: " + String.join(", ", FIELDS));
        Map<String, Placed> fields = new LinkedHashMap<>();
        List<String> roles = List.of();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            if (!FIELDS.contains(field)) {
                throw wrong(
                        line(parser),
                        path,
                        "unknown field %s; use %s".formatted(quoted(field), String.join(", ", FIELDS)));
            }
            parser.nextToken();
            if (field.equals(ROLES)) {
                roles = roles(parser, path + "." + ROLES);
            } else {
                fields.put(field, text(parser, path + "." + field));
            }
        }
        add(line, path, new NamedHost(name, uri(line, path, fields), roles));
    }

    private List<String> roles(JsonParser parser, String path) throws IOException {
        require(parser, JsonToken.START_ARRAY, path, "must be a list, such as [spare, rack-a]");
        List<String> roles = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Placed role = text(parser, path);
            if (!NAME.matcher(role.text()).matches() || roles.contains(role.text())) {
                throw wrong(role.line(), path, "%s is not a role, or there twice".formatted(quoted(role.text())));
            }
            roles.add(role.text());
        }
        return roles;
    }

    private HostUri uri(int line, String path, Map<String, Placed> fields) {
        Placed given = fields.get(URI);
        if (given == null) {
            throw wrong(line, path, "'uri' is missing");
        }
        HostUri uri = read(given, path + "." + URI, HostUri::parse);
        Optional<NetworkAddress> to = address(fields, path, MIGRATION_ADDRESS);
        Optional<NetworkAddress> listen =
                address(fields, path, LISTEN_ADDRESS).or(() -> to.filter(NetworkAddress::isNumeric));
        if (to.isEmpty() && listen.isPresent()) {
            throw wrong(line, path, "listen-address needs a migration-address");
        }
        if (to.isPresent()) {
            uri = uri.withParameter(MIGRATION_ADDRESS, to.get().host());
        }
        if (listen.isPresent()) {
            uri = uri.withParameter(LISTEN_ADDRESS, listen.get().host());
        }
        return uri;
    }

    private Optional<NetworkAddress> address(Map<String, Placed> fields, String path, String name) {
        return Optional.ofNullable(fields.get(name))
                .map(given -> read(given, path + "." + name, text -> {
                    NetworkAddress address = NetworkAddress.parse(text);
                    if (address.port().isPresent()) {
                        throw new IllegalArgumentException(
                                "'%s' has a port, which several migrations cannot share".formatted(text));
                    }
                    return address;
                }));
    }

    private <T> T read(Placed given, String path, Function<String, T> reader) {
        try {
            return reader.apply(given.text());
        } catch (IllegalArgumentException wrong) {
            throw wrong(given.line(), path, shown(String.valueOf(wrong.getMessage())));
        }
    }

    private void add(int line, String path, NamedHost host) {
        hosts.stream()
                .filter(other -> other.uri().equals(host.uri()))
                .findFirst()
                .ifPresent(twin -> {
                    throw wrong(line, path, "has the same URI as '%s'".formatted(twin.name()));
                });
        hosts.add(host);
    }

    private Placed text(JsonParser parser, String path) throws IOException {
        if (!parser.currentToken().isScalarValue() || isEmpty(parser)) {
            throw wrong(line(parser), path, "must be a single value");
        }
        return new Placed(parser.getText(), line(parser));
    }

    private static boolean isEmpty(JsonParser parser) throws IOException {
        return parser.currentToken() == JsonToken.VALUE_NULL || parser.getText().isEmpty();
    }

    private void require(JsonParser parser, JsonToken token, String path, String what) {
        if (parser.currentToken() != token) {
            throw wrong(line(parser), path, what);
        }
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    private IllegalArgumentException wrong(int line, String path, String what) {
        return new IllegalArgumentException(
                "%s, line %d%s: %s".formatted(file, line, path.isEmpty() ? "" : ", " + path, what));
    }

    private static String quoted(String text) {
        return shown("'%s'".formatted(text));
    }

    private static String shown(String text) {
        return HostUri.carriesPassword(text) ? "(not shown: there may be a password in it)" : text;
    }
}
