package io.vibestream.audio.encode;

import io.vibestream.audio.Pcm;

/**
 * Turns one track into one file, piece by piece. Owned by one thread, which closes it. A track needs one encoder from
 * start to end: files of separate encoders put behind one another have gaps at the seams.
 */
public interface TrackEncoder extends AutoCloseable {

    /** Encodes the next piece and returns what can be written already, perhaps nothing. */
    byte[] encode(Pcm audio);

    /** Ends the track: the last bytes, and what a stored file has to change to state its exact length. Once only. */
    Ending finish();

    /** Releases everything, at any time and any number of times. */
    @Override
    void close();
}
