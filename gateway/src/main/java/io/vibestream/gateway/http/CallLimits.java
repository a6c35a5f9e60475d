package io.vibestream.gateway.http;

import io.vibestream.schemas.Priority;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How much the holders of keys may ask for: {@code name=PER_MINUTE/AT_ONCE} or {@code name=PER_MINUTE/AT_ONCE/bulk}, the name {@code *}
 * standing for everybody else. Immutable.
 *
 * @param byName what the holder of a key of this name may
 */
public record CallLimits(Map<String, Limit> byName) {

    public static final CallLimits NONE = new CallLimits(Map.of());
    private static final String OTHERS = "*";
    private static final Pattern WRITTEN = Pattern
            .compile("(?<name>[^=]+)=(?<rate>\\d{1,6})/(?<atOnce>\\d{1,6})(?<bulk>/bulk)?");

    /**
     * What one holder may.
     *
     * @param perMinute calls that make work
     * @param atOnce of these, how many may be unanswered
     * @param priority the most urgent lane that they may use
     */
    public record Limit(int perMinute, int atOnce, Priority priority) {

        public Limit {
            if (perMinute < 1 || atOnce < 1) {
                throw new IllegalArgumentException(
                        "limit: expected at least 1 call, found " + perMinute + "/" + atOnce);
            }
        }
    }

    public CallLimits {
        byName = Map.copyOf(byName);
    }

    /**
     * Reads a list of limits.
     *
     * @throws IllegalArgumentException when one of them is written in another way, or a name stands there twice
     */
    public static CallLimits of(List<String> written) {
        var limits = new HashMap<String, Limit>();
        for (var one : written) {
            var match = WRITTEN.matcher(one.strip());
            if (!match.matches()) {
                throw new IllegalArgumentException("expected name=PER_MINUTE/AT_ONCE or name=PER_MINUTE/AT_ONCE/bulk");
            }
            var limit = new Limit(Integer.parseInt(match.group("rate")), Integer.parseInt(match.group("atOnce")),
                    one.toLowerCase(Locale.ROOT).endsWith("/bulk") ? Priority.BULK : Priority.INTERACTIVE);
            if (limits.put(match.group("name").strip(), limit) != null) {
                throw new IllegalArgumentException("expected every name once");
            }
        }
        return new CallLimits(limits);
    }

    /** The limit of a holder, if there is one. */
    Optional<Limit> of(String holder) {
        return Optional.ofNullable(byName.get(holder)).or(() -> Optional.ofNullable(byName.get(OTHERS)));
    }
}
