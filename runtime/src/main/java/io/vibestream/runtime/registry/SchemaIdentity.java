package io.vibestream.runtime.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * What makes two schemas the same, and the id that follows from it alone, so that every process, today and after the
 * next release, gives a schema the same id without asking anybody.
 *
 * <p>Normalised JSON is the schema's JSON without white space, with the names of each object sorted, and without
 * {@code avro.java.string}, which says how Java shows a string and nothing about the bytes. The id is the first 31 bits
 * of the SHA-256 of its UTF-8 bytes; should they be zero, which Confluent's clients take for "none", it is 1.
 */
record SchemaIdentity(String normalised, int id) {

    private static final String JAVA_STRING = "avro.java.string";
    private static final ObjectMapper JSON = new ObjectMapper();

    static SchemaIdentity of(Schema schema) {
        try {
            var normalised = normalise(JSON.readTree(schema.toString())).toString();
            return new SchemaIdentity(normalised, id(normalised));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Avro writes schemas as JSON", impossible);
        }
    }

    private static int id(String normalised) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(normalised.getBytes(StandardCharsets.UTF_8));
            return Math.max(ByteBuffer.wrap(hash).getInt() >>> 1, 1);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM has SHA-256", impossible);
        }
    }

    private static JsonNode normalise(JsonNode node) {
        if (node.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> array.add(normalise(element)));
            return array;
        }
        if (!node.isObject()) {
            return node;
        }
        var sorted = new TreeMap<String, JsonNode>();
        node.properties().forEach(property -> sorted.put(property.getKey(), normalise(property.getValue())));
        // {"type": "string", "avro.java.string": "String"} is "string".
        if (sorted.remove(JAVA_STRING) != null && sorted.size() == 1) {
            return sorted.firstEntry().getValue();
        }
        var object = JsonNodeFactory.instance.objectNode();
        object.setAll(sorted);
        return object;
    }
}
