package io.vibestream.gateway.playing;

import io.vibestream.gateway.http.Problem;
import java.io.IOException;

/** Where the bytes of live speech go. Used by the thread that serves the call. */
public interface SpeechAnswer {

    /** The next bytes of the audio file. */
    void sound(byte[] bytes) throws IOException;

    /** That was all, so many samples as they were spoken. */
    void whole(long samples) throws IOException;

    /** There will be no more, and why. Nothing that a listener could take for an end may be sent. */
    void broken(Problem problem) throws IOException;

    /** Whether any of the answer is under way, so that it can no longer become another one. */
    boolean hasBegun();
}
