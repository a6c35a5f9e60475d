package io.vibestream.audio.encode;

/**
 * A part of a file that players can go to by its name.
 *
 * @param start its first sample
 * @param end the first sample behind it
 */
public record Chapter(String title, long start, long end) {

    public Chapter {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("chapter: expected samples 0 or later and in order, found " + start
                    + " to " + end);
        }
    }
}
