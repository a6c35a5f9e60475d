package io.vibestream.gateway.runpod;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * JSON values as Python sees them after {@code json.loads}: the service that this pipeline replaces was written in Python, and its
 * callers rely on what {@code bool(x)}, {@code float(x)} and {@code str(x)} make of a value. Pure.
 */
final class PythonValues {

    /** Python's grammar of {@code float("...")}, after strip; digits may be grouped by single underscores. */
    private static final Pattern NUMBER = Pattern.compile(
            "[+-]?(?:D(?:_?D)*(?:\\.(?:D(?:_?D)*)?)?|\\.D(?:_?D)*)(?:[eE][+-]?D(?:_?D)*)?".replace("D", "[0-9]"));
    private static final Pattern INFINITY = Pattern.compile("[+-]?inf(?:inity)?");
    private static final Pattern NOT_A_NUMBER = Pattern.compile("[+-]?nan");
    /** Longer ones are no numbers: the matcher recurses over digits. */
    private static final int MAX_NUMBER_CHARS = 400;
    /** Longer renderings are cut: they only stand in messages. */
    private static final int MAX_SHOWN = 200;

    private PythonValues() {}

    /** {@code bool(x)}: every string but the empty one is true, {@code "false"} too. */
    static boolean truthy(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> value.booleanValue();
            case NUMBER -> value.doubleValue() != 0;
            case STRING -> !value.textValue().isEmpty();
            case ARRAY, OBJECT -> !value.isEmpty();
            case NULL, MISSING -> false;
            case BINARY, POJO -> throw new IllegalStateException("expected parsed JSON, found " + value.getNodeType());
        };
    }

    /** {@code float(x)}; empty where Python raises ValueError or TypeError. */
    static Optional<Double> number(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> Optional.of(value.booleanValue() ? 1.0 : 0.0);
            case NUMBER -> Optional.of(value.doubleValue());
            case STRING -> number(value.textValue());
            case ARRAY, OBJECT, NULL, MISSING -> Optional.empty();
            case BINARY, POJO -> throw new IllegalStateException("expected parsed JSON, found " + value.getNodeType());
        };
    }

    private static Optional<Double> number(String text) {
        var stripped = asciiDigits(strip(text)).toLowerCase(Locale.ROOT);
        if (stripped.length() > MAX_NUMBER_CHARS) {
            return Optional.empty();
        }
        if (NUMBER.matcher(stripped).matches()) {
            return Optional.of(Double.parseDouble(stripped.replace("_", "")));
        }
        if (INFINITY.matcher(stripped).matches()) {
            return Optional.of(stripped.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        }
        return NOT_A_NUMBER.matcher(stripped).matches() ? Optional.of(Double.NaN) : Optional.empty();
    }

    /** Python takes the decimal digits of every script. */
    private static String asciiDigits(String text) {
        return text.codePoints()
                .map(c -> Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER ? '0' + Character.digit(c, 10) : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    /** {@code s.strip()}, which also takes no-break spaces, unlike Java's. */
    static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }

    /** {@code str(x)}, for messages: cut when it is very long. */
    static String text(JsonNode value) {
        var text = value.isTextual() ? value.textValue() : representation(value);
        return text.codePointCount(0, text.length()) <= MAX_SHOWN
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MAX_SHOWN)) + "...";
    }

    /** {@code repr(x)}. */
    private static String representation(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> value.booleanValue() ? "True" : "False";
            case NULL, MISSING -> "None";
            case NUMBER -> value.isIntegralNumber() ? value.asText() : representation(value.doubleValue());
            case STRING -> quoted(value.textValue());
            case ARRAY -> value.valueStream().map(PythonValues::representation)
                    .collect(Collectors.joining(", ", "[", "]"));
            case OBJECT -> value.propertyStream()
                    .map(entry -> quoted(entry.getKey()) + ": " + representation(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
            case BINARY, POJO -> throw new IllegalStateException("expected parsed JSON, found " + value.getNodeType());
        };
    }

    /** Both languages choose the shortest digits that read back the same; they only place the point differently. */
    private static String representation(double number) {
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        var decimal = new BigDecimal(Double.toString(Math.abs(number))).stripTrailingZeros();
        var sign = number < 0 || 1 / number < 0 ? "-" : "";
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (number == 0) {
            return sign + "0.0";
        }
        if (exponent >= -4 && exponent < 16) {
            return sign + (decimal.scale() <= 0 ? decimal.setScale(1) : decimal).toPlainString();
        }
        var digits = decimal.unscaledValue().toString();
        var fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
        return "%s%c%se%c%02d".formatted(sign, digits.charAt(0), fraction, exponent < 0 ? '-' : '+',
                Math.abs(exponent));
    }

    private static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        var shown = new StringBuilder().append(quote);
        text.codePoints().forEach(c -> shown.append(escaped(c, quote)));
        return shown.append(quote).toString();
    }

    private static String escaped(int c, char quote) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\\' -> "\\\\";
            default -> c == quote ? "\\" + quote : isPrintable(c) ? Character.toString(c) : hexadecimal(c);
        };
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }

    private static String hexadecimal(int c) {
        if (c < 0x100) {
            return "\\x%02x".formatted(c);
        }
        return (c < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(c);
    }
}
