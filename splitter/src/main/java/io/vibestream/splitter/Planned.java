package io.vibestream.splitter;

import io.vibestream.schemas.SpeechChunk;
import io.vibestream.schemas.SpeechPlan;
import java.util.List;

/** A request's plan and the work that follows from it; a refused request has none. */
record Planned(SpeechPlan plan, List<SpeechChunk> chunks) {
    Planned {
        chunks = List.copyOf(chunks);
    }
}
