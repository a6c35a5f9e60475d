package io.vibestream.synth.engine;

import java.time.Instant;

/**
 * When an utterance is spoken. Has no influence on how it sounds.
 *
 * @param deadline from which on nobody wants it any more
 */
public record Urgency(Lane lane, Instant deadline) {

    private static final Instant NEVER = Instant.ofEpochMilli(Long.MAX_VALUE);

    /** For somebody who waits as long as it takes. */
    public static final Urgency WITHOUT_DEADLINE = new Urgency(Lane.INTERACTIVE, NEVER);
}
