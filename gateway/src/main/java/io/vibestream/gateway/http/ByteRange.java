package io.vibestream.gateway.http;

import java.util.regex.Pattern;

/** What a {@code Range} header asks of something of a known size (RFC 9110, section 14). Pure. */
sealed interface ByteRange {

    /** No range, or one that may be ignored: several ranges, another unit, bad syntax. */
    record Whole() implements ByteRange {}

    /** From {@code first} to {@code last}, both included. */
    record Part(long first, long last) implements ByteRange {
        long length() {
            return last - first + 1;
        }
    }

    /** Nothing of what was asked for exists. */
    record Unsatisfiable() implements ByteRange {}

    Pattern SYNTAX = Pattern.compile("bytes\\s*=\\s*(\\d{0,18})-(\\d{0,18})", Pattern.CASE_INSENSITIVE);

    static ByteRange of(String header, long size) {
        var syntax = SYNTAX.matcher(header.strip());
        if (!syntax.matches()) {
            return new Whole();
        }
        var first = syntax.group(1);
        var last = syntax.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? new Whole() : suffix(Long.parseLong(last), size);
        }
        long from = Long.parseLong(first);
        long to = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
        if (to < from) {
            return new Whole();
        }
        return from < size ? new Part(from, Math.min(to, size - 1)) : new Unsatisfiable();
    }

    private static ByteRange suffix(long length, long size) {
        return length == 0 || size == 0 ? new Unsatisfiable() : new Part(Math.max(0, size - length), size - 1);
    }
}
