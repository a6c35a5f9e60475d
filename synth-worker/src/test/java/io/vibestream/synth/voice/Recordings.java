package io.vibestream.synth.voice;

import io.vibestream.audio.Pcm;
import io.vibestream.audio.Wav;

/** Recordings for tests. */
final class Recordings {

    private Recordings() {}

    /** A tone that swells and fades four times a second, a little like syllables. */
    static Pcm tone(int rate, double seconds, double amplitude) {
        var samples = new float[(int) Math.round(seconds * rate)];
        for (int i = 0; i < samples.length; i++) {
            double t = i / (double) rate;
            samples[i] = (float) (amplitude * Math.sin(2 * Math.PI * 180 * t)
                    * (0.6 + 0.4 * Math.sin(8 * Math.PI * t)));
        }
        return Pcm.of(rate, samples);
    }

    static byte[] wav(double seconds) {
        return Wav.write(tone(24_000, seconds, 0.3));
    }
}
