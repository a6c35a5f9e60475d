package io.vibestream.gateway.http;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the calls that make work, for every holder of a key and for all together. Pure but for its counts, which all calls share: its
 * methods are synchronized because a decision looks at several counts at once and takes no time.
 */
final class Turnstile {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final CallLimits limits;
    private final int atOnce;
    private final Map<String, Count> counts = new HashMap<>();
    private int inside;

    /** What comes of asking to go through. */
    sealed interface Turn {
        /** The caller may go in, and must come out. */
        record In() implements Turn {}

        /** This holder has had his share. */
        record Enough(Duration pause, String limit) implements Turn {}

        /** Everybody together is too many. */
        record Full(Duration pause) implements Turn {}
    }

    /** A minute's calls in a bucket that is filled drop by drop, so that nobody can come with two minutes' calls at once. */
    private static final class Count {
        private double left;
        private Instant filled;
        private int inside;

        Count(double left, Instant filled) {
            this.left = left;
            this.filled = filled;
        }

        void fill(int perMinute, Instant now) {
            double minutes = Math.max(0, Duration.between(filled, now).toMillis()) / (double) MINUTE.toMillis();
            left = Math.min(perMinute, left + minutes * perMinute);
            filled = now;
        }
    }

    /** @param atOnce how many calls of all holders together may be unanswered */
    Turnstile(CallLimits limits, int atOnce) {
        this.limits = limits;
        this.atOnce = atOnce;
    }

    synchronized Turn enter(String holder, Instant now) {
        if (inside >= atOnce) {
            return new Turn.Full(SOON);
        }
        var limit = limits.of(holder);
        if (limit.isPresent()) {
            int perMinute = limit.get().perMinute();
            var count = counts.computeIfAbsent(holder, _ -> new Count(perMinute, now));
            count.fill(perMinute, now);
            if (count.inside >= limit.get().atOnce()) {
                return new Turn.Enough(SOON, limit.get().atOnce() + " calls at once");
            }
            if (count.left < 1) {
                return new Turn.Enough(
                        Duration.ofMillis((long) Math.ceil(MINUTE.toMillis() * (1 - count.left) / perMinute)),
                        perMinute + " calls a minute");
            }
            count.left--;
            count.inside++;
        }
        inside++;
        return new Turn.In();
    }

    synchronized void leave(String holder) {
        inside--;
        var count = counts.get(holder);
        if (count != null) {
            count.inside--;
        }
    }

    synchronized int inside() {
        return inside;
    }
}
