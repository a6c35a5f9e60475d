package io.vibestream.audio;

/**
 * Brings a sound to a target loudness that must be heard before its end is known. What has been heard so far stands for the whole: the
 * first piece sets the gain, and later the gain follows the measurement, too slowly to be heard as a change. A limiter keeps the ceiling.
 * The same pieces give the same samples. Owned by one thread.
 */
public final class LiveLeveler {

    /** More than this (20 dB) would raise noise, not speech; less than {@link Leveler}'s because less has been measured. */
    private static final double MAX_GAIN_DB = 20;
    private static final double DECIBELS_PER_SECOND = 1;

    private final int sampleRate;
    private final LoudnessTarget target;
    private final LoudnessMeter meter;
    private final Limiter limiter;
    private double gainDb;
    private boolean begun;

    public LiveLeveler(int sampleRate, LoudnessTarget target) {
        this.sampleRate = sampleRate;
        this.target = target;
        meter = new LoudnessMeter(sampleRate);
        limiter = new Limiter(sampleRate, (float) Math.pow(10, target.ceiling() / 20));
    }

    /** Levels the next piece. What comes back may be shorter, as the limiter looks ahead. */
    public Pcm process(Pcm audio) {
        meter.add(audio);
        double from = gainDb;
        double wanted = wantedDb();
        double step = DECIBELS_PER_SECOND * audio.length() / sampleRate;
        gainDb = begun ? Math.clamp(wanted, from - step, from + step) : wanted;
        double start = begun ? from : gainDb;
        begun |= meter.integrated().isPresent();
        var samples = audio.toArray();
        double factor = Math.pow(10, start / 20);
        // A ramp in decibels is a constant ratio from sample to sample.
        double ratio = samples.length == 0 ? 1 : Math.pow(10, (gainDb - start) / 20 / samples.length);
        for (int i = 0; i < samples.length; i++) {
            samples[i] *= (float) factor;
            factor *= ratio;
        }
        return Pcm.owning(sampleRate, limiter.process(samples));
    }

    /** What is not measurable yet keeps its loudness. */
    private double wantedDb() {
        var measured = meter.integrated();
        return measured.isEmpty() ? gainDb : Math.min(MAX_GAIN_DB, target.lufs() - measured.getAsDouble());
    }

    /** Hands out what was held back: all pieces together are as long as those that went in. */
    public Pcm finish() {
        return Pcm.owning(sampleRate, limiter.finish());
    }
}
