package io.vibestream.gateway.streaming;

import io.vibestream.schemas.ChunkCompleted;
import io.vibestream.schemas.SpeechPlan;

/** Is told what happens to a speech, in whatever order it does, and perhaps more than once. Called by the readers' threads, which must not wait. */
public interface Witness {

    Witness NOBODY = new Witness() {
        @Override
        public void planned(SpeechPlan plan) {}

        @Override
        public void spoken(int chunk, ChunkCompleted end) {}
    };

    /** So the text was cut. */
    void planned(SpeechPlan plan);

    /** All of a chunk is spoken. */
    void spoken(int chunk, ChunkCompleted end);
}
