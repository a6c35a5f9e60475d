package io.vibestream.assembler;

import java.util.OptionalInt;

/** Which topics there are, and how much they take. Answers within seconds, whatever the broker does. */
interface TopicSizes {

    /** The largest record that a topic takes, in bytes, or empty when it is not known to exist. */
    OptionalInt maxRecordBytes(String topic);
}
