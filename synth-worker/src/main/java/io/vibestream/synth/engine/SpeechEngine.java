package io.vibestream.synth.engine;

/**
 * Speaks several chunks at once, as many as it has slots; nothing about one chunk changes the audio of another. Who asks
 * for more waits for a slot: interactive chunks first, and in their lane those that asked first.
 *
 * <p>Owned by the worker's wiring. {@link #speak} may be called from any thread.
 */
public interface SpeechEngine extends AutoCloseable {

    /** The most slots that an engine may be set to have. */
    int MOST_SLOTS = 128;

    /** The name that results carry, such as {@code vibevoice} or {@code preview}. */
    String name();

    /**
     * How many chunks of a lane this engine speaks at the same time. Interactive ones may have all slots, at least 1; some
     * of these may be kept from bulk.
     */
    int slots(Lane lane);

    /**
     * Starts to speak. The returned speech must be closed by the caller, whether it ended or not.
     *
     * @throws IllegalStateException when the engine is closed
     */
    Speech speak(Utterance utterance, Urgency urgency);

    /** The same for somebody who waits as long as it takes. */
    default Speech speak(Utterance utterance) {
        return speak(utterance, Urgency.WITHOUT_DEADLINE);
    }

    @Override
    void close();
}
