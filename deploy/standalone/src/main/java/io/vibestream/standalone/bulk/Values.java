package io.vibestream.standalone.bulk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads the values of a request out of JSON. The cells of a CSV file come as text, so that text will do wherever it says the same: a number,
 * true, or JSON for what has parts. Throws {@link WrongRowException}s that say what was expected and found.
 */
final class Values {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MOST_SHOWN = 40;

    private Values() {}

    static String text(JsonNode value) {
        if (!value.isTextual()) {
            throw wrong("text", value);
        }
        return value.textValue();
    }

    /** Text that may look like a number. */
    static String name(JsonNode value) {
        if (!value.isTextual() && !value.isIntegralNumber()) {
            throw wrong("text", value);
        }
        return value.asText();
    }

    static double decimal(JsonNode value) {
        try {
            double number = value.isNumber() ? value.doubleValue() : Double.parseDouble(text(value).strip());
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw wrong("a number", value);
        }
        throw wrong("a number", value);
    }

    static int whole(JsonNode value) {
        long number = large(value);
        if (number != (int) number) {
            throw wrong("a whole number", value);
        }
        return (int) number;
    }

    static long large(JsonNode value) {
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.longValue();
        }
        try {
            return Long.parseLong(text(value).strip());
        } catch (NumberFormatException notANumber) {
            throw wrong("a whole number", value);
        }
    }

    static boolean truth(JsonNode value) {
        return switch (value.asText().strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong("true or false", value);
        };
    }

    static <E extends Enum<E>> E oneOf(Class<E> type, JsonNode value) {
        var name = value.asText().strip();
        return Arrays.stream(type.getEnumConstants()).filter(constant -> constant.name().equalsIgnoreCase(name))
                .findFirst().orElseThrow(() -> wrong("one of " + Arrays.toString(type.getEnumConstants()), value));
    }

    /** ISO 8601 with its zone, or milliseconds since 1970. */
    static Instant instant(JsonNode value) {
        if (value.isIntegralNumber()) {
            return Instant.ofEpochMilli(large(value));
        }
        try {
            return Instant.parse(text(value).strip());
        } catch (DateTimeParseException notAnInstant) {
            throw wrong("a time such as 2030-01-31T18:00:00Z", value);
        }
    }

    static Map<String, String> texts(JsonNode value) {
        var object = parts("an object of texts", value);
        if (!object.isObject()) {
            throw wrong("an object of texts", value);
        }
        var texts = new LinkedHashMap<String, String>();
        object.properties().forEach(entry -> texts.put(entry.getKey(), text(entry.getValue())));
        return texts;
    }

    /** An array, or text with a space or a comma between its words. */
    static <T> List<T> words(JsonNode value, Function<JsonNode, T> read) {
        var array = JSON.createArrayNode();
        if (value.isArray()) {
            value.forEach(array::add);
        } else {
            Arrays.stream(text(value).strip().split("[\\s,]+")).filter(word -> !word.isEmpty()).forEach(array::add);
        }
        return list(array, read);
    }

    static <T> List<T> list(JsonNode value, Function<JsonNode, T> read) {
        var array = parts("an array", value);
        if (!array.isArray()) {
            throw wrong("an array", value);
        }
        var list = new ArrayList<T>();
        array.forEach(element -> list.add(read.apply(element)));
        return list;
    }

    /** An object with these fields and no others, all of them there. */
    static JsonNode object(JsonNode value, String... fields) {
        var object = parts("an object of " + String.join(", ", fields), value);
        var found = new ArrayList<String>();
        object.fieldNames().forEachRemaining(found::add);
        if (!object.isObject() || found.size() != fields.length || !found.containsAll(List.of(fields))) {
            throw wrong("an object of " + String.join(", ", fields), value);
        }
        return object;
    }

    private static JsonNode parts(String expected, JsonNode value) {
        if (!value.isTextual()) {
            return value;
        }
        try {
            return JSON.readTree(value.textValue());
        } catch (JsonProcessingException notJson) {
            throw wrong(expected, value);
        }
    }

    private static WrongRowException wrong(String expected, JsonNode found) {
        var text = found.toString();
        return new WrongRowException("expected " + expected + ", found "
                + (text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text));
    }
}
