package io.vibestream.synth.preview;

import io.vibestream.audio.Pcm;
import io.vibestream.audio.Resampler;

/**
 * Tells speakers apart although there is one voice: it is played faster or slower, as a tape would be. A label has the
 * same pitch in every chunk; labels that follow one another ("1", "2") differ.
 */
final class SpeakerPitch {

    private static final double[] FACTORS = {1.0, 1.15, 0.9, 1.075};

    private SpeakerPitch() {}

    static double of(String speaker) {
        // The default label "1" is spoken as the voice was made.
        return FACTORS[Math.floorMod(speaker.hashCode() - "1".hashCode(), FACTORS.length)];
    }

    static Pcm apply(Pcm spoken, double pitch, int sampleRate) {
        var played = Pcm.of((int) Math.round(spoken.sampleRate() * pitch), spoken.toArray());
        return Resampler.resample(played, sampleRate);
    }
}
