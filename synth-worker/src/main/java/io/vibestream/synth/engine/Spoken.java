package io.vibestream.synth.engine;

import io.vibestream.audio.Pcm;
import java.util.List;

/** What came of waiting for the next piece of a speech. */
public sealed interface Spoken {

    /** The speech has its slot. Comes first, and before any audio. */
    record Started() implements Spoken {}

    /** The next samples, mono at 24,000 Hz, of any length above zero. */
    record Audio(Pcm pcm) implements Spoken {}

    /** Nothing yet; ask again. */
    record Pending() implements Spoken {}

    /**
     * The chunk is spoken to its end.
     *
     * @param voices the voices really used, in the order of the speakers
     * @param warnings what the caller should know, in plain words
     */
    record Finished(List<String> voices, List<String> warnings) implements Spoken {
        public Finished {
            voices = List.copyOf(voices);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * The chunk cannot be spoken.
     *
     * @param retryable whether another attempt may succeed
     */
    record Failed(String message, boolean retryable) implements Spoken {}

    /** The deadline passed before the chunk was spoken to its end. */
    record Expired() implements Spoken {}
}
