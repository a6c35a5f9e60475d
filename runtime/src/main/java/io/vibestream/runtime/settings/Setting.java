package io.vibestream.runtime.settings;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One setting of a service: the name of an environment variable, what it means, which values it takes, and what holds
 * when it is unset. Immutable; kept as a constant beside the code that it configures.
 *
 * <p>A setting is required until {@link #defaultsTo} or {@link #optional} says otherwise. A blank value counts as unset.
 *
 * @param <T> the type of the value that was read
 */
public final class Setting<T> {

    private static final String NAME = "[A-Z][A-Z0-9_]*";

    private final String name;
    private final String help;
    private final String expected;
    private final boolean secret;
    private final Function<String, Optional<T>> parser;
    private final Predicate<T> accepted;
    private final Optional<Fallback<T>> fallback;

    /** What holds when the variable is unset, and how a table shows it. */
    private record Fallback<T>(T value, String shown) {}

    private Setting(String name, String help, String expected, boolean secret, Function<String, Optional<T>> parser,
            Predicate<T> accepted, Optional<Fallback<T>> fallback) {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException("setting '" + name + "': expected a name like S3_REGION");
        }
        fallback.map(Fallback::value).filter(accepted.negate()).ifPresent(value -> {
            throw new IllegalArgumentException(
                    name + ": expected " + expected + ", found the default " + SettingSyntax.show(value));
        });
        this.name = name;
        this.help = help;
        this.expected = expected;
        this.secret = secret;
        this.parser = parser;
        this.accepted = accepted;
        this.fallback = fallback;
    }

    private static <T> Setting<T> required(String name, String help, String expected,
            Function<String, Optional<T>> parser) {
        return new Setting<>(name, help, expected, false, parser, any -> true, Optional.empty());
    }

    public static Setting<String> text(String name, String help) {
        return required(name, help, "text", Optional::of);
    }

    public static Setting<Integer> integer(String name, String help) {
        return required(name, help, "a whole number", SettingSyntax::integer);
    }

    /** A finite decimal number. */
    public static Setting<Double> decimal(String name, String help) {
        return required(name, help, "a number", SettingSyntax::decimal);
    }

    /** {@code true} or {@code false}; {@code yes/no}, {@code on/off} and {@code 1/0} say the same. */
    public static Setting<Boolean> bool(String name, String help) {
        return required(name, help, "true or false", SettingSyntax::bool);
    }

    /**
     * A time that is not negative: {@code 250ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 1d} or ISO 8601
     * ({@code PT1M30S}). A plain number is refused, because nobody can see its unit.
     */
    public static Setting<Duration> duration(String name, String help) {
        return required(name, help, "a duration such as 250ms, 30s, 5m, 2h or 1d", SettingSyntax::duration);
    }

    /** As {@link #duration(String, String)}, but a plain number is taken as so many {@code units}, which the name should say. */
    public static Setting<Duration> duration(String name, String help, ChronoUnit units) {
        var unitName = units.name().toLowerCase(Locale.ROOT);
        return required(name, help, "a number of " + unitName + ", or a duration such as 30s, 5m or 2h",
                text -> SettingSyntax.duration(text, units));
    }

    /** One of an enum's constants, written as its {@code toString()} shows it; upper and lower case are the same. */
    public static <E extends Enum<E>> Setting<E> oneOf(String name, String help, Class<E> type) {
        var constants = type.getEnumConstants();
        var names = Arrays.stream(constants).map(Enum::toString).collect(Collectors.joining(", "));
        return required(name, help, "one of " + names,
                text -> Arrays.stream(constants).filter(c -> c.toString().equalsIgnoreCase(text)).findFirst());
    }

    public static Setting<Path> path(String name, String help) {
        return required(name, help, "a path", text -> {
            try {
                return Optional.of(Path.of(text));
            } catch (InvalidPathException notAPath) {
                return Optional.empty();
            }
        });
    }

    /** An address with scheme and host, such as {@code http://localhost:8081}. */
    public static Setting<URI> uri(String name, String help) {
        return required(name, help, "an address such as https://host:1234", SettingSyntax::uri);
    }

    /** A text that no message, table or log shows. */
    public static Setting<Secret> secret(String name, String help) {
        return new Setting<>(name, help, "a secret", true, text -> Optional.of(new Secret(text)), any -> true,
                Optional.empty());
    }

    /** The same setting, with a value that holds when the variable is unset. */
    public Setting<T> defaultsTo(T value) {
        return new Setting<>(name, help, expected, secret, parser, accepted,
                Optional.of(new Fallback<>(value, SettingSyntax.show(value))));
    }

    /** The same setting for values from {@code lowest} to {@code highest}, both included. The values must have an order. */
    public Setting<T> between(T lowest, T highest) {
        var range = SettingSyntax.range(lowest, highest);
        return such(expected + " from " + SettingSyntax.show(lowest) + " to " + SettingSyntax.show(highest), range);
    }

    /** The same setting for those values only that pass a check; {@code expectation} says which, as in "a power of two". */
    public Setting<T> such(String expectation, Predicate<T> check) {
        return new Setting<>(name, help, expectation, secret, parser, accepted.and(check), fallback);
    }

    /** The same setting, empty when the variable is unset. Comes last, after any check. */
    public Setting<Optional<T>> optional() {
        if (fallback.isPresent()) {
            throw new IllegalStateException(name + " has a default, so it is never absent");
        }
        return new Setting<>(name, help, expected, secret,
                text -> parse(text).flatMap(value -> Optional.of(Optional.of(value))), any -> true,
                Optional.of(new Fallback<>(Optional.empty(), "unset")));
    }

    public String name() {
        return name;
    }

    public String help() {
        return help;
    }

    /** Which values are accepted, as it stands in messages: "a whole number from 1 to 9". */
    public String expected() {
        return expected;
    }

    /** How a table shows what holds when the variable is unset. */
    String shownDefault() {
        return fallback.map(Fallback::shown).orElse("required");
    }

    /** Empty when the text is no value of this setting. */
    Optional<T> parse(String text) {
        return parser.apply(text).filter(accepted);
    }

    /** Empty when the setting is required. */
    Optional<T> whenUnset() {
        return fallback.map(Fallback::value);
    }

    SettingProblem wrong(String text) {
        return new SettingProblem(name, expected, secret ? "something else (not shown)" : "'" + text + "'");
    }

    SettingProblem missing() {
        return new SettingProblem(name, expected, "nothing");
    }

    @Override
    public String toString() {
        return name;
    }
}
