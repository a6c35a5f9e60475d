package io.vibestream.gateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The fields of a form with files, as browsers and clients send it ({@code multipart/form-data}, RFC 7578). Pure. */
public final class Multipart {

    private static final Pattern FORM = Pattern.compile("(?i)\\s*multipart/form-data\\s*(;.*)?");
    private static final Pattern BOUNDARY = Pattern
            .compile("(?i);\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70}))\\s*(?:;|$)");
    private static final Pattern DISPOSITION = Pattern.compile("(?im)^content-disposition:\\s*form-data");
    /** Read one after another from the first on, or what stands in a file's name would pass for the field's. */
    private static final Pattern PARAMETER = Pattern
            .compile("\\G\\s*;\\s*([^=;\\s\"]+)=(?:\"((?:[^\"\\\\\\r\\n]|\\\\.)*+)\"|([^\\s;\"]+))");
    private static final byte[] BLANK_LINE = "\r\n\r\n".getBytes(ISO_8859_1);
    private static final int MOST_FIELDS = 20;
    private static final int MOST_HEADER_BYTES = 2_048;

    private final byte[] body;
    private final byte[] delimiter;
    private final Map<String, byte[]> fields = new LinkedHashMap<>();

    private Multipart(byte[] body, String boundary) {
        this.body = body;
        this.delimiter = ("\r\n--" + boundary).getBytes(ISO_8859_1);
    }

    /**
     * The fields' contents by name.
     *
     * @param contentType the header of the call, which says what separates the fields
     * @throws ProblemException when this is no such form
     */
    public static Map<String, byte[]> parse(String contentType, byte[] body) {
        if (!FORM.matcher(contentType).matches()) {
            throw new ProblemException(Problem.of(415, "invalid_request_error",
                    "The request body must be multipart/form-data"));
        }
        var boundary = BOUNDARY.matcher(contentType);
        if (!boundary.find()) {
            throw unreadable("expected a boundary of 1 to 70 characters in the content type");
        }
        var form = new Multipart(body, Optional.ofNullable(boundary.group(1)).orElseGet(() -> boundary.group(2)));
        form.parse();
        return form.fields;
    }

    /** A field's text. */
    public static String text(byte[] content, String field) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException binary) {
            throw new ProblemException(Problem.badRequest("Invalid '" + field + "': expected UTF-8 text", field));
        }
    }

    private void parse() {
        // The first delimiter may stand at the very beginning, without the line break that belongs to all others.
        int at = startsWith(Arrays.copyOfRange(delimiter, 2, delimiter.length), 0)
                ? delimiter.length - 2
                : after(delimiter, 0, body.length, "a delimiter");
        while (!startsWith(new byte[]{'-', '-'}, at)) {
            if (fields.size() == MOST_FIELDS) {
                throw unreadable("expected at most " + MOST_FIELDS + " fields");
            }
            // The line break that ends the delimiter may be the first half of the blank line: a field without headers.
            int content = after(BLANK_LINE, at, Math.min(body.length, at + MOST_HEADER_BYTES), "a field's headers");
            int next = after(delimiter, content, body.length, "a last delimiter");
            var name = name(new String(body, at, content - at, UTF_8));
            if (fields.putIfAbsent(name, Arrays.copyOfRange(body, content, next - delimiter.length)) != null) {
                throw unreadable("a field comes twice");
            }
            at = next;
        }
    }

    private static String name(String headers) {
        var disposition = DISPOSITION.matcher(headers);
        if (disposition.find()) {
            var parameter = PARAMETER.matcher(headers).region(disposition.end(), headers.length());
            while (parameter.find()) {
                if (parameter.group(1).equalsIgnoreCase("name")) {
                    return Optional.ofNullable(parameter.group(2)).orElseGet(() -> parameter.group(3));
                }
            }
        }
        throw unreadable("expected a field's name in its headers");
    }

    private int after(byte[] sought, int from, int to, String what) {
        for (int i = from; i <= to - sought.length; i++) {
            if (startsWith(sought, i)) {
                return i + sought.length;
            }
        }
        throw unreadable("expected " + what + ", found none");
    }

    private boolean startsWith(byte[] sought, int at) {
        return at + sought.length <= body.length
                && Arrays.equals(body, at, at + sought.length, sought, 0, sought.length);
    }

    private static ProblemException unreadable(String why) {
        return new ProblemException(Problem.badRequest("The request body is unreadable: not a valid form: " + why));
    }
}
