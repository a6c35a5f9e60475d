package io.vibestream.runtime.kafka;

/** What a Streams application promises when it is restarted. */
public enum Guarantee {
    /** Outputs may repeat: whoever reads them ignores repeats. */
    AT_LEAST_ONCE,
    /** Readers of committed records see each output once. */
    EXACTLY_ONCE
}
