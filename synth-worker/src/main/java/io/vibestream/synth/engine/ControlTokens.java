package io.vibestream.synth.engine;

import java.util.Arrays;

/**
 * The four tokens among which the model chooses at every step.
 *
 * @param start begins a stretch of speech
 * @param end ends it
 * @param frame is one frame of audio
 * @param stop ends the whole
 */
public record ControlTokens(int start, int end, int frame, int stop) {

    /** All four, ascending: of equally likely ones the reference takes the lowest. */
    public int[] ascending() {
        var all = new int[]{start, end, frame, stop};
        Arrays.sort(all);
        return all;
    }
}
