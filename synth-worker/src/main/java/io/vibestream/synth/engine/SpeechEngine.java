package io.vibestream.synth.engine;

/**
 * Speaks up to {@link #slots()} chunks at once; nothing about one chunk changes the audio of another.
 *
 * <p>Owned by the worker's wiring. {@link #speak} may be called from any slot thread.
 */
public interface SpeechEngine extends AutoCloseable {

    /** The name that results carry, such as {@code vibevoice} or {@code preview}. */
    String name();

    /** How many chunks this engine speaks at the same time, at least 1. */
    int slots();

    /**
     * Starts to speak. The returned speech must be closed by the caller, whether it ended or not.
     *
     * @throws IllegalStateException when the engine is closed
     */
    Speech speak(Utterance utterance);

    @Override
    void close();
}
