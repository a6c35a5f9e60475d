package io.vibestream.audio;

import java.util.Random;

/** Sounds made for tests. */
public final class Signals {

    private Signals() {}

    public static Pcm sine(int rate, double hertz, double amplitude, double seconds) {
        var samples = new float[(int) Math.round(rate * seconds)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (amplitude * Math.sin(2 * Math.PI * hertz * i / rate));
        }
        return Pcm.of(rate, samples);
    }

    public static Pcm noise(int rate, double amplitude, int length, long seed) {
        var random = new Random(seed);
        var samples = new float[length];
        for (int i = 0; i < length; i++) {
            samples[i] = (float) (amplitude * (2 * random.nextDouble() - 1));
        }
        return Pcm.of(rate, samples);
    }

    /**
     * Something with the shape of speech: a buzzing voice with harmonics, syllables of different loudness, pauses
     * between phrases.
     */
    public static Pcm speech(int rate, double amplitude, double seconds, long seed) {
        var random = new Random(seed);
        var samples = new float[(int) Math.round(rate * seconds)];
        double phase = 0;
        double syllable = 0;
        double loudness = 1;
        for (int i = 0; i < samples.length; i++) {
            double time = (double) i / rate;
            if (time >= syllable) {
                syllable = time + 0.12 + 0.15 * random.nextDouble();
                loudness = random.nextInt(7) == 0 ? 0 : 0.2 + 0.8 * random.nextDouble();
            }
            double envelope = loudness * Math.pow(Math.sin(Math.PI * Math.min(1, (syllable - time) / 0.27)), 2);
            phase += 2 * Math.PI * (120 + 30 * Math.sin(2 * Math.PI * 0.4 * time)) / rate;
            double voice = 0;
            for (int harmonic = 1; harmonic <= 20; harmonic++) {
                // Phases that spread the energy over the period, as a vocal tract does.
                voice += Math.sin(harmonic * phase + harmonic * harmonic * 0.7) / harmonic;
            }
            samples[i] = (float) (amplitude * envelope * (voice / 2 + 0.02 * random.nextGaussian()));
        }
        return Pcm.of(rate, samples);
    }

    /** Root mean square of samples {@code from} to {@code to}. */
    public static double rms(Pcm audio, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += (double) audio.sample(i) * audio.sample(i);
        }
        return Math.sqrt(sum / (to - from));
    }

    public static double decibels(double ratio) {
        return 20 * Math.log10(ratio);
    }
}
