package io.vibestream.assembler;

import io.vibestream.audio.Pcm;
import java.io.IOException;

/** The speech of one request, chunk by chunk, each segment once and in order; it can be played more than once. */
interface Sound {

    /** What the workers speak at, in Hz. */
    int SAMPLE_RATE = 24_000;

    void play(int chunk, Listener listener) throws IOException;

    /** Hears one segment after another. */
    interface Listener {
        void hear(Pcm segment) throws IOException;
    }
}
