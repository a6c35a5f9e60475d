package io.vibestream.audio;

import java.util.Optional;

/**
 * Brings a measured sound to a target loudness by one constant gain, and limits the few peaks that this would carry
 * over the ceiling. What could not be measured keeps its loudness. Owned by one thread.
 */
public final class Leveler {

    /** More than this (30 dB) would raise noise, not speech. */
    private static final double MAX_GAIN = 31.6;

    private final int sampleRate;
    private final float gain;
    private final Optional<Limiter> limiter;

    /** @param measured what a {@link LoudnessMeter} found in the whole of the sound that is to come */
    public Leveler(int sampleRate, Loudness measured, LoudnessTarget target) {
        this.sampleRate = sampleRate;
        double wanted = measured.integrated().isEmpty()
                ? 1
                : ratio(target.lufs() - measured.integrated().getAsDouble());
        gain = (float) Math.min(wanted, MAX_GAIN);
        double ceiling = ratio(target.ceiling());
        limiter = measured.truePeak() * gain > ceiling
                ? Optional.of(new Limiter(sampleRate, (float) ceiling))
                : Optional.empty();
    }

    private static double ratio(double decibels) {
        return Math.pow(10, decibels / 20);
    }

    /** The factor that every sample is multiplied by before limiting. */
    public double gain() {
        return gain;
    }

    /** Levels the next piece. What comes back may be shorter, as the limiter looks ahead, or longer. */
    public Pcm process(Pcm audio) {
        if (audio.sampleRate() != sampleRate) {
            throw new IllegalArgumentException("leveler: expected " + sampleRate + " Hz, found " + audio.sampleRate());
        }
        var scaled = audio.scaled(gain);
        return limiter.isPresent() ? Pcm.owning(sampleRate, limiter.get().process(scaled.shared())) : scaled;
    }

    /** Hands out what was held back: all pieces together are as long as those that went in. */
    public Pcm finish() {
        return Pcm.owning(sampleRate, limiter.isPresent() ? limiter.get().finish() : new float[0]);
    }
}
