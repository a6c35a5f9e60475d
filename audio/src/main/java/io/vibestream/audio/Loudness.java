package io.vibestream.audio;

import java.util.OptionalDouble;

/**
 * How loud a sound is.
 *
 * @param integrated programme loudness in LUFS; empty when the sound is too short or too quiet to be measured
 * @param truePeak highest amplitude of the continuous signal, 1 being full scale
 */
public record Loudness(OptionalDouble integrated, double truePeak) {}
