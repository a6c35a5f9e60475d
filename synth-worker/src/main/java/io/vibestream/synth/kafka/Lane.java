package io.vibestream.synth.kafka;

import io.vibestream.schemas.Topic;
import java.util.Locale;

/** Where chunks wait: those that somebody waits for, and the others. All workers share a lane's chunks as one group. */
public enum Lane {
    INTERACTIVE(Topic.CHUNKS_INTERACTIVE, "synth-worker-interactive"), BULK(Topic.CHUNKS_BULK, "synth-worker-bulk");

    private final Topic topic;
    private final String group;

    Lane(Topic topic, String group) {
        this.topic = topic;
        this.group = group;
    }

    public Topic topic() {
        return topic;
    }

    /** As thread names and metrics show it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The share group that reads the lane. */
    public String group() {
        return group;
    }
}
