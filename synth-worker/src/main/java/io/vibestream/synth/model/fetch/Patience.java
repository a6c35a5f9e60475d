package io.vibestream.synth.model.fetch;

import java.time.Duration;

/**
 * How a fetch deals with a network that is not always there.
 *
 * @param attempts how often in a row a file may fail without a single new byte
 * @param firstPause before the second attempt; each further one doubles it, up to half a minute
 * @param stall a connection that brings nothing for so long is given up
 * @param poll between two looks at progress, and at a lock that another process holds
 */
public record Patience(int attempts, Duration firstPause, Duration stall, Duration poll) {

    public static final Patience DEFAULT = new Patience(6, Duration.ofSeconds(1), Duration.ofSeconds(60),
            Duration.ofSeconds(1));

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    Duration pause(int failures) {
        var pause = firstPause.multipliedBy(1L << Math.min(failures - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}
