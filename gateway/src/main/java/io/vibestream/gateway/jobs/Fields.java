package io.vibestream.gateway.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.http.Problem;
import io.vibestream.gateway.http.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The fields of one JSON object, each of the kind that is asked for. A field that is null is one that is not there. Pure.
 *
 * @param place how messages name the object, with a dot behind it; empty for the body itself
 */
record Fields(JsonNode object, String place) {

    private static final int MOST_NAMED = 10;
    private static final int MAX_SHOWN = 60;

    /** @throws ProblemException when this is no object, or one with other fields than these */
    static Fields of(JsonNode written, String place, Set<String> known) {
        if (!written.isObject()) {
            throw new ProblemException(Problem.badRequest((place.isEmpty() ? "The request body" : "'" + place + "'")
                    + ": expected a JSON object, found " + Json.kind(written)));
        }
        var strangers = written.propertyStream().map(Map.Entry::getKey).filter(name -> !known.contains(name)).toList();
        if (!strangers.isEmpty()) {
            var named = String.join(", ",
                    strangers.stream().limit(MOST_NAMED).map(name -> "'" + shown(name) + "'").toList());
            throw bad(place + shown(strangers.getFirst()), "Unknown fields: " + named
                    + (strangers.size() > MOST_NAMED ? " and " + (strangers.size() - MOST_NAMED) + " more" : "")
                    + ". Known are: " + String.join(", ", known.stream().sorted().toList()), "unknown_field");
        }
        return new Fields(written, place);
    }

    boolean has(String name) {
        return !object.path(name).isMissingNode() && !object.path(name).isNull();
    }

    /** Whether the field is there and null, where that means something. */
    boolean isNull(String name) {
        return object.path(name).isNull();
    }

    private Optional<JsonNode> given(String name) {
        return has(name) ? Optional.of(object.path(name)) : Optional.empty();
    }

    Optional<String> text(String name) {
        return given(name).map(written -> text(written, place + name));
    }

    /** A text that is not blank and not too long. */
    Optional<String> name(String name, int maxChars) {
        return text(name).map(text -> shortText(text, place + name, maxChars));
    }

    /** Texts by name, sorted. */
    Map<String, String> texts(String name, int maxChars) {
        var texts = new TreeMap<String, String>();
        given(name).ifPresent(written -> {
            if (!written.isObject()) {
                throw wrongKind(place + name, "an object of strings", written);
            }
            written.propertyStream().forEach(entry -> {
                var at = place + name + "." + shown(entry.getKey());
                refuseHalfCharacters(entry.getKey(), at);
                texts.put(entry.getKey(), shortText(text(entry.getValue(), at), at, maxChars));
            });
        });
        return texts;
    }

    Optional<Integer> whole(String name, int least, int most) {
        return whole(name, (long) least, most).map(Math::toIntExact);
    }

    Optional<Long> whole(String name, long least, long most) {
        return given(name).map(written -> {
            if (!written.isNumber()) {
                throw wrongKind(place + name, "a whole number", written);
            }
            if (!written.canConvertToExactIntegral() || !written.canConvertToLong() || written.longValue() < least
                    || written.longValue() > most) {
                throw bad(place + name, "Invalid '" + place + name + "': expected a whole number from " + least + " to "
                        + most + ", found " + shown(written.asText()), "invalid_value");
            }
            return written.longValue();
        });
    }

    Optional<Double> number(String name) {
        return given(name).map(written -> {
            if (!written.isNumber()) {
                throw wrongKind(place + name, "a number", written);
            }
            if (Double.isInfinite(written.doubleValue())) {
                throw bad(place + name, "Invalid '" + place + name + "': expected a number, found one without bounds",
                        "invalid_value");
            }
            return written.doubleValue();
        });
    }

    <E extends Enum<E>> Optional<E> choice(String name, E[] choices) {
        return text(name).map(written -> choice(place + name, written, choices));
    }

    <E extends Enum<E>> List<E> choices(String name, E[] choices) {
        var chosen = new ArrayList<E>();
        given(name).ifPresent(written -> {
            if (!written.isArray()) {
                throw wrongKind(place + name, "an array", written);
            }
            written.forEach(item -> chosen.add(choice(place + name, text(item, place + name), choices)));
        });
        return chosen.stream().distinct().sorted().toList();
    }

    JsonNode node(String name) {
        return object.path(name);
    }

    static String text(JsonNode written, String field) {
        if (!written.isTextual()) {
            throw wrongKind(field, "a string", written);
        }
        refuseHalfCharacters(written.textValue(), field);
        return written.textValue();
    }

    private static String shortText(String text, String field, int maxChars) {
        if (text.isBlank() || text.codePointCount(0, text.length()) > maxChars) {
            throw bad(field, "Invalid '" + field + "': expected 1 to " + maxChars + " characters", "invalid_value");
        }
        return text;
    }

    static <E extends Enum<E>> E choice(String field, String written, E[] choices) {
        return Stream.of(choices).filter(choice -> word(choice).equals(written)).findFirst().orElseThrow(
                () -> bad(field, "Invalid '" + field + "': expected one of " + String.join(", ",
                        Stream.of(choices).map(Fields::word).toList()) + ", found '" + shown(written) + "'",
                        "unsupported_value"));
    }

    /** How the API writes the constants of the contract. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static void refuseHalfCharacters(String text, String field) {
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw bad(field, "Invalid '" + field + "': expected Unicode text, found half of a surrogate pair",
                    "invalid_value");
        }
    }

    static ProblemException wrongKind(String field, String expected, JsonNode found) {
        return bad(field, "Invalid type for '" + field + "': expected " + expected + ", found " + Json.kind(found),
                "invalid_type");
    }

    static ProblemException bad(String field, String message, String code) {
        return new ProblemException(Problem.badRequest(message, field).coded(code));
    }

    private static String shown(String text) {
        var plain = text.codePoints().limit(MAX_SHOWN)
                .map(c -> Character.isISOControl(c) || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                        ? '?'
                        : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        return text.codePointCount(0, text.length()) > MAX_SHOWN ? plain + "..." : plain.toString();
    }
}
