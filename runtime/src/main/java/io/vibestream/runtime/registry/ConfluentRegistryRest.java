package io.vibestream.runtime.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * An {@link InMemoryRegistry} on the read-only paths of Confluent's REST API, for any HTTP server: any Confluent client
 * reads it, and serializers that register automatically work too, since registering what is there changes nothing.
 */
public final class ConfluentRegistryRest {

    /** What goes back to the client. */
    public record Response(int status, String contentType, String body) {}

    /** The arguments are the path's variables, in their order. */
    private interface Handler {
        JsonNode answer(List<String> arguments, String body);
    }

    /** In the template, {@code *} stands for one variable segment. */
    private record Route(String method, List<String> template, Handler handler) {

        Optional<List<String>> match(List<String> path) {
            if (path.size() != template.size()) {
                return Optional.empty();
            }
            var arguments = new ArrayList<String>();
            for (int i = 0; i < path.size(); i++) {
                if (template.get(i).equals("*")) {
                    arguments.add(path.get(i));
                } else if (!template.get(i).equals(path.get(i))) {
                    return Optional.empty();
                }
            }
            return Optional.of(arguments);
        }
    }

    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int code;

        private Refusal(int code, String message) {
            super(message, null, false, false);
            this.code = code;
        }

        /** Confluent's codes begin with the status. */
        private int status() {
            return code > 999 ? code / 100 : code;
        }
    }

    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int BAD_REQUEST = 400;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final InMemoryRegistry registry;
    private final List<Route> routes;

    public ConfluentRegistryRest(InMemoryRegistry registry) {
        this.registry = registry;
        this.routes = List.of(get("/subjects", (path, body) -> texts(registry.subjects().stream())),
                get("/subjects/*/versions", (path, body) -> numbers(subject(path.get(0)).stream())),
                get("/subjects/*/versions/*", (path, body) -> described(version(path.get(0), path.get(1)))),
                get("/subjects/*/versions/*/schema", (path, body) -> json(version(path.get(0), path.get(1)).schema())),
                get("/schemas/types", (path, body) -> texts(Stream.of("AVRO"))),
                get("/schemas/ids/*", (path, body) -> NODES.objectNode().put("schema", byId(path.get(0)).toString())),
                get("/schemas/ids/*/schema", (path, body) -> json(byId(path.get(0)))),
                get("/schemas/ids/*/subjects",
                        (path, body) -> texts(users(path.get(0)).map(RegisteredSchema::subject))),
                get("/schemas/ids/*/versions", (path, body) -> NODES.arrayNode().addAll(users(path.get(0))
                        .map(used -> NODES.objectNode().put("subject", used.subject()).put("version", used.version()))
                        .toList())),
                get("/config", (path, body) -> config()), get("/config/*", (path, body) -> config()),
                post("/subjects/*", (path, body) -> described(lookup(path.get(0), body))),
                post("/subjects/*/versions", (path, body) -> NODES.objectNode().put("id", idOf(path.get(0), body))),
                post("/compatibility/subjects/*/versions/*", (path, body) -> NODES.objectNode().put("is_compatible",
                        InMemoryRegistry.incompatibilities(parse(body), version(path.get(0), path.get(1)).schema())
                                .isEmpty())));
    }

    /**
     * Answers one request.
     *
     * @param path as it stands in the request line: encoded, with or without a query, which changes nothing here
     */
    public Response handle(String method, String path, String body) {
        try {
            return new Response(200, CONTENT_TYPE, answer(method, segments(path), body).toString());
        } catch (Refusal refusal) {
            var error = NODES.objectNode().put("error_code", refusal.code).put("message", refusal.getMessage());
            return new Response(refusal.status(), CONTENT_TYPE, error.toString());
        }
    }

    private JsonNode answer(String method, List<String> path, String body) {
        boolean pathExists = false;
        for (var route : routes) {
            var arguments = route.match(path);
            if (arguments.isPresent() && route.method().equals(method)) {
                return route.handler().answer(arguments.get(), body);
            }
            pathExists |= arguments.isPresent();
        }
        if (pathExists || !method.equals("GET")) {
            throw new Refusal(ErrorCodes.METHOD_NOT_ALLOWED, method + " is not allowed: this registry is read-only");
        }
        throw new Refusal(ErrorCodes.NOT_FOUND, "HTTP 404 Not Found");
    }

    private List<RegisteredSchema> subject(String subject) {
        var versions = registry.versions(subject);
        if (versions.isEmpty()) {
            throw new Refusal(ErrorCodes.SUBJECT_NOT_FOUND, "Subject '" + subject + "' not found.");
        }
        return versions;
    }

    private RegisteredSchema version(String subject, String version) {
        var versions = subject(subject);
        if (version.equals("latest") || version.equals("-1")) {
            return versions.getLast();
        }
        int number = number(version).filter(n -> n > 0).orElseThrow(() -> new Refusal(ErrorCodes.INVALID_VERSION,
                "The specified version '" + version + "' is not a valid version id. "
                        + "Allowed values are between [1, 2^31-1] and the string \"latest\""));
        return registry.version(subject, number).orElseThrow(
                () -> new Refusal(ErrorCodes.VERSION_NOT_FOUND, "Version " + number + " not found."));
    }

    private Schema byId(String id) {
        try {
            return registry
                    .schema(number(id).orElseThrow(() -> new Refusal(ErrorCodes.NOT_FOUND, "HTTP 404 Not Found")));
        } catch (UnknownSchemaException unknown) {
            throw new Refusal(ErrorCodes.SCHEMA_NOT_FOUND, "Schema " + id + " not found");
        }
    }

    /** Every version of every subject that is the schema with this id. */
    private Stream<RegisteredSchema> users(String id) {
        int number = SchemaIdentity.of(byId(id)).id();
        return registry.subjects().stream().flatMap(subject -> registry.versions(subject).stream())
                .filter(registered -> registered.id() == number);
    }

    private RegisteredSchema lookup(String subject, String body) {
        var schema = parse(body);
        subject(subject);
        return registry.lookup(subject, schema)
                .orElseThrow(() -> new Refusal(ErrorCodes.SCHEMA_NOT_FOUND, "Schema not found"));
    }

    private int idOf(String subject, String body) {
        return registry.lookup(subject, parse(body)).map(RegisteredSchema::id).orElseThrow(
                () -> new Refusal(ErrorCodes.FORBIDDEN, "This registry is read-only: subject '" + subject
                        + "' has no such schema, and none can be registered here."));
    }

    private static Schema parse(String body) {
        var request = tree(body);
        var type = request.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO") || !request.path("references").isEmpty()) {
            throw new Refusal(ErrorCodes.INVALID_SCHEMA, "Invalid schema: only AVRO without references is known here");
        }
        try {
            return new Schema.Parser().parse(request.path("schema").asText());
        } catch (AvroRuntimeException invalid) {
            throw new Refusal(ErrorCodes.INVALID_SCHEMA, "Invalid schema: " + invalid.getMessage());
        }
    }

    private static JsonNode tree(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException notJson) {
            throw new Refusal(BAD_REQUEST, "expected JSON in the body of the request");
        }
    }

    private static ObjectNode described(RegisteredSchema registered) {
        return NODES.objectNode().put("subject", registered.subject()).put("version", registered.version())
                .put("id", registered.id()).put("schema", registered.schema().toString());
    }

    private static JsonNode json(Schema schema) {
        return tree(schema.toString());
    }

    private static JsonNode config() {
        return NODES.objectNode().put("compatibilityLevel", "BACKWARD");
    }

    private static JsonNode texts(Stream<String> texts) {
        var array = NODES.arrayNode();
        texts.distinct().forEach(array::add);
        return array;
    }

    private static JsonNode numbers(Stream<RegisteredSchema> versions) {
        var array = NODES.arrayNode();
        versions.forEach(registered -> array.add(registered.version()));
        return array;
    }

    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(Integer.parseInt(text));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    private static List<String> segments(String path) {
        try {
            return Arrays.stream(path.split("\\?", 2)[0].replaceAll("^/+|/+$", "").split("/", -1))
                    // A plus is a plus in a path; only queries use it for a space.
                    .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8)).toList();
        } catch (IllegalArgumentException malformed) {
            throw new Refusal(BAD_REQUEST, "the path is not properly encoded");
        }
    }

    private static Route get(String template, Handler handler) {
        return new Route("GET", segments(template), handler);
    }

    private static Route post(String template, Handler handler) {
        return new Route("POST", segments(template), handler);
    }
}
