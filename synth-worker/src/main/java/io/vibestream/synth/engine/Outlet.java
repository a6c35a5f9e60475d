package io.vibestream.synth.engine;

import io.vibestream.audio.Pcm;
import java.util.List;

/** Where the engine thread puts what one speech yields. None of this waits. */
interface Outlet {

    /** Whether anybody still wants this speech. */
    boolean wanted();

    /** Whether there is room for a frame. */
    boolean ready();

    void started();

    void audio(Pcm frame);

    void finished(List<String> voices, List<String> warnings);

    void failed(String message, boolean retryable);

    /** The deadline passed. */
    void expired();
}
