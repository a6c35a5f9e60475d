package io.vibestream.gateway.worker;

import java.time.Duration;

/**
 * How long to wait before asking again. Pure.
 *
 * @param floor between two answers that brought nothing
 * @param refused after "too many requests"
 * @param first after one failure; doubles with every other
 * @param longest however many failures there were
 */
record Pauses(Duration floor, Duration refused, Duration first, Duration longest) {

    static final Pauses USUAL = new Pauses(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(1),
            Duration.ofSeconds(30));

    /** After so many failures in a row. */
    Duration after(int failures) {
        var pause = first.multipliedBy(1L << Math.min(failures - 1, 20));
        return pause.compareTo(longest) > 0 ? longest : pause;
    }

    /** What is left of the floor after a call that took so long: a host that makes its callers wait has no need of it. */
    Duration rest(Duration taken) {
        return taken.compareTo(floor) < 0 ? floor.minus(taken) : Duration.ZERO;
    }
}
