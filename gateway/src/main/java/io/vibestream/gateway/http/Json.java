package io.vibestream.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** JSON in and out: strict when reading, within limits that no honest body comes near. */
public final class Json {

    private static final int MAX_DEPTH = 64;
    private static final ObjectMapper MAPPER = JsonMapper
            .builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build()).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /**
     * Reads one JSON value.
     *
     * @throws ProblemException when the bytes are something else; it says where, and quotes nothing
     */
    public static JsonNode parse(byte[] bytes) {
        try {
            // The parser's own decoder takes overlong forms and halves of characters for text, and guesses at other encodings.
            var value = MAPPER.readTree(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
            if (value.isMissingNode()) {
                throw notJson("expected JSON, found an empty body");
            }
            return value;
        } catch (JsonProcessingException malformed) {
            var at = malformed.getLocation();
            throw notJson(at == null
                    ? "not valid JSON"
                    : "not valid JSON at line " + at.getLineNr() + ", column " + at.getColumnNr());
        } catch (CharacterCodingException notText) {
            throw notJson("not valid JSON: not UTF-8 text");
        }
    }

    private static ProblemException notJson(String message) {
        return new ProblemException(Problem.badRequest("The request body is unreadable: " + message));
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static byte[] bytes(JsonNode value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a JSON tree is always writable", impossible);
        }
    }

    /** What kind of value this is, for messages. */
    public static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "an array";
            case BOOLEAN -> "a boolean";
            case NULL -> "null";
            case MISSING -> "nothing";
            case NUMBER -> "a number";
            case OBJECT -> "an object";
            case STRING -> "a string";
            case BINARY, POJO -> throw new IllegalStateException("expected parsed JSON, found " + value.getNodeType());
        };
    }
}
