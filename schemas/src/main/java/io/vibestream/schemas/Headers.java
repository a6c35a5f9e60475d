package io.vibestream.schemas;

/** Names of record headers. Values are UTF-8 text. */
public final class Headers {

    /** On a request: the topic that its result goes to, instead of {@code tts.results}. */
    public static final String REPLY_TO = "reply-to";

    /** On a dead letter: the topic that the record was read from. */
    public static final String DEAD_TOPIC = "dead-letter-topic";

    /** On a dead letter: the partition that the record was read from. */
    public static final String DEAD_PARTITION = "dead-letter-partition";

    /** On a dead letter: the record's offset there. */
    public static final String DEAD_OFFSET = "dead-letter-offset";

    /** On a dead letter: what is wrong with the record, in words. */
    public static final String DEAD_REASON = "dead-letter-reason";

    /** On a dead letter: how often the record was tried. */
    public static final String DEAD_ATTEMPTS = "dead-letter-attempts";

    private Headers() {}
}
