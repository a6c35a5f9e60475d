package io.vibestream.assembler;

import io.vibestream.schemas.ChunkCompleted;
import io.vibestream.schemas.SpeechPlan;
import java.util.List;

/**
 * A request of which every chunk is spoken.
 *
 * @param ends what the workers said of the chunks, in order
 */
record SpokenRequest(SpeechPlan plan, List<ChunkCompleted> ends, Sound sound) {

    SpokenRequest {
        ends = List.copyOf(ends);
    }
}
