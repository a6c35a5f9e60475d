package io.vibestream.runtime.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** A small client for Confluent's registry and those that speak its REST API. Remembers every answer that cannot change. */
public final class ConfluentRegistry implements SchemaRegistry {

    private static final int OK = 200;
    private static final int CONFLICT = 409;

    private record Version(String subject, Schema schema) {}

    private final RegistryHttp http;
    private final Map<Version, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

    public ConfluentRegistry(RegistrySettings settings) {
        this(settings, RegistryHttp.Patience.DEFAULT);
    }

    ConfluentRegistry(RegistrySettings settings, RegistryHttp.Patience patience) {
        this.http = new RegistryHttp(settings, patience);
    }

    @Override
    public int register(String subject, Schema schema) {
        // Two threads may both ask at first; they get the same answer.
        var version = new Version(subject, schema);
        var known = ids.get(version);
        if (known != null) {
            return known;
        }
        int id = askForId(subject, schema);
        ids.put(version, id);
        schemas.putIfAbsent(id, schema);
        return id;
    }

    private int askForId(String subject, Schema schema) {
        try {
            return required(http.post("/subjects/" + encoded(subject) + "/versions", body(schema)), "id").asInt();
        } catch (RegistryRefusedException refusal) {
            if (refusal.status() == CONFLICT) {
                throw new IncompatibleSchemaException(subject, String.valueOf(refusal.getMessage()), refusal);
            }
            throw refusal;
        }
    }

    @Override
    public Schema schema(int id) {
        var known = schemas.get(id);
        if (known != null) {
            return known;
        }
        var schema = ask(id);
        schemas.put(id, schema);
        return schema;
    }

    private Schema ask(int id) {
        try {
            return new Schema.Parser().parse(required(http.get("/schemas/ids/" + id), "schema").asText());
        } catch (AvroRuntimeException notAvro) { // a registry may also hold Protobuf and JSON schemas
            throw new RegistryRefusedException("schema " + id + " is no Avro schema", OK, OK, notAvro);
        } catch (RegistryRefusedException refusal) {
            if (refusal.errorCode() == ErrorCodes.SCHEMA_NOT_FOUND) {
                throw new UnknownSchemaException(id, refusal);
            }
            throw refusal;
        }
    }

    @Override
    public boolean compatible(String subject, Schema schema) {
        try {
            return required(http.post("/compatibility/subjects/" + encoded(subject) + "/versions/latest", body(schema)),
                    "is_compatible").asBoolean();
        } catch (RegistryRefusedException refusal) {
            return switch (refusal.errorCode()) {
                // Where there is no earlier version, any schema will do.
                case ErrorCodes.SUBJECT_NOT_FOUND, ErrorCodes.VERSION_NOT_FOUND -> true;
                default -> throw refusal;
            };
        }
    }

    private static JsonNode required(JsonNode answer, String field) {
        var value = answer.path(field);
        if (value.isMissingNode()) {
            throw new RegistryRefusedException(
                    "schema registry: expected '" + field + "' in the answer, found " + answer.properties().size()
                            + " other fields; is it a registry?",
                    OK, OK);
        }
        return value;
    }

    private static ObjectNode body(Schema schema) {
        return JsonNodeFactory.instance.objectNode().put("schema", schema.toString());
    }

    private static String encoded(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
