package io.vibestream.audio.encode;

import java.util.List;

/**
 * What ends an encoded track.
 *
 * @param tail the last bytes of the file
 * @param patches what to overwrite once the tail is written. A listener to a stream does without: then the file plays
 *     just as well, but does not say how long it is.
 */
@SuppressWarnings("ArrayRecordComponent") // Encoded bytes on their way: nobody compares them, and copies cost.
public record Ending(byte[] tail, List<Patch> patches) {

    public Ending {
        patches = List.copyOf(patches);
    }
}
