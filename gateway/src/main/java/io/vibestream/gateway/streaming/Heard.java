package io.vibestream.gateway.streaming;

import io.vibestream.audio.Pcm;
import io.vibestream.schemas.SpeechResult;

/** What a listener hears next. */
public sealed interface Heard {

    /**
     * The next piece of the track.
     *
     * @param chunk whose sound it is, or which it stands before as silence
     */
    record Sound(int chunk, Pcm audio) implements Heard {}

    /** Nothing yet: there is more to come, but not within the time that was given. */
    record Nothing() implements Heard {}

    /** The track has been handed out whole. */
    record Whole() implements Heard {}

    /** There will be no more, though the track is not whole: the request failed, timed out or was cancelled. */
    record Ended(SpeechResult result) implements Heard {}

    /** There may be more, but it can no longer be heard here. */
    record Lost(Throwable cause) implements Heard {}
}
