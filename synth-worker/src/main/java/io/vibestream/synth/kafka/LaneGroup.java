package io.vibestream.synth.kafka;

import io.vibestream.schemas.Priority;
import io.vibestream.schemas.Topic;
import io.vibestream.synth.engine.Lane;

/** Where a lane's chunks wait, and the share group as which all workers take them. */
record LaneGroup(Topic topic, String name) {

    static LaneGroup of(Lane lane) {
        return switch (lane) {
            case INTERACTIVE -> new LaneGroup(Topic.CHUNKS_INTERACTIVE, Topic.workers(Priority.INTERACTIVE));
            case BULK -> new LaneGroup(Topic.CHUNKS_BULK, Topic.workers(Priority.BULK));
        };
    }
}
