package io.vibestream.runtime.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** How values are written in the environment: reading gives empty when the text means nothing. */
final class SettingSyntax {

    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,15})\\s*(MS|S|M|H|D)");

    /** What may follow an amount; from large to small, so that a duration is shown in the largest unit that holds it whole. */
    private enum Suffix {
        D(ChronoUnit.DAYS), H(ChronoUnit.HOURS), M(ChronoUnit.MINUTES), S(ChronoUnit.SECONDS), MS(ChronoUnit.MILLIS);

        private final ChronoUnit unit;

        Suffix(ChronoUnit unit) {
            this.unit = unit;
        }
    }

    private SettingSyntax() {}

    static Optional<Integer> integer(String text) {
        try {
            return Optional.of(Integer.parseInt(text));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    static Optional<Double> decimal(String text) {
        try {
            return Optional.of(Double.parseDouble(text)).filter(Double::isFinite);
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    static Optional<Boolean> bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> Optional.of(true);
            case "false", "no", "off", "0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    static Optional<Duration> duration(String text) {
        var amount = AMOUNT.matcher(text.toUpperCase(Locale.ROOT));
        try {
            if (amount.matches()) {
                return Optional.of(Duration.of(Long.parseLong(amount.group(1)), Suffix.valueOf(amount.group(2)).unit));
            }
            return Optional.of(Duration.parse(text)).filter(d -> !d.isNegative());
        } catch (DateTimeParseException | ArithmeticException notADuration) {
            return Optional.empty();
        }
    }

    static Optional<Duration> duration(String text, ChronoUnit plainNumbers) {
        try {
            return Optional.of(Duration.of(Long.parseLong(text), plainNumbers)).filter(d -> !d.isNegative());
        } catch (NumberFormatException notPlain) {
            return duration(text);
        } catch (ArithmeticException tooLong) {
            return Optional.empty();
        }
    }

    static Optional<URI> uri(String text) {
        try {
            return Optional.of(new URI(text)).filter(uri -> uri.isAbsolute() && uri.getHost() != null);
        } catch (URISyntaxException notAnAddress) {
            return Optional.empty();
        }
    }

    @SuppressWarnings("unchecked") // a class that implements Comparable compares its own instances, which both bounds are
    static <T> Predicate<T> range(T lowest, T highest) {
        if (!(lowest instanceof Comparable<?>)) {
            throw new IllegalArgumentException("no order among values such as " + lowest);
        }
        var low = (Comparable<T>) lowest;
        var high = (Comparable<T>) highest;
        return value -> low.compareTo(value) <= 0 && high.compareTo(value) >= 0;
    }

    /** A value as it would be written in the environment. */
    static String show(Object value) {
        return value instanceof Duration duration ? show(duration) : value.toString();
    }

    private static String show(Duration duration) {
        long millis = duration.toMillis();
        for (var suffix : Suffix.values()) {
            long size = suffix.unit.getDuration().toMillis();
            if (millis != 0 && millis % size == 0) {
                return millis / size + suffix.name().toLowerCase(Locale.ROOT);
            }
        }
        return "0s";
    }
}
