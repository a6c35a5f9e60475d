package io.vibestream.audio;

/** What a recording must be to lend its voice: looked at hard once, so that nobody wonders later why a voice sounds odd. */
public final class ReferenceRecordings {

    /** The rate that the model's codec was trained at. */
    public static final int SAMPLE_RATE = 24_000;
    public static final int LEAST_SECONDS = 3;
    /** A prompt has room for so much. */
    public static final int MOST_SECONDS = 30;

    private static final int LOWEST_RATE = 8_000;
    private static final int HIGHEST_RATE = 192_000;
    /** Every rate in use is a multiple of it; from others to 24,000 Hz the resampler takes many times as long. */
    private static final int RATE_STEP = 25;
    /** RMS of -70 dB below full scale: brought to the level of training, such a recording would be little but its own noise. */
    private static final double SILENCE = Math.pow(10, -70 / 20.0);
    /** A sample this near to the largest one, three times in a row, was cut off by something. */
    private static final double CLIP_LEVEL = 0.98;
    private static final int CLIP_RUN = 3;
    /** More than this part of all samples cut off can be heard in the copy. */
    private static final double CLIPPED_PART = 0.001;
    /** A part of the recording counts as sound when it is not this far (30 dB) below the recording as a whole. */
    private static final double QUIET = Math.pow(10, -30 / 20.0);
    private static final int WINDOW = SAMPLE_RATE / 50;

    private ReferenceRecordings() {}

    /**
     * The recording as it is to be kept: 24,000 Hz, with no sample beyond full scale.
     *
     * @param original at the rate it was recorded at, where cut-off peaks can still be seen
     * @throws AudioFormatException when it is of no use
     */
    public static Pcm checked(Pcm original) {
        int rate = original.sampleRate();
        if (rate < LOWEST_RATE || rate > HIGHEST_RATE || rate % RATE_STEP != 0) {
            throw new AudioFormatException("expected one of the usual sample rates from %d to %d Hz, found %d Hz"
                    .formatted(LOWEST_RATE, HIGHEST_RATE, rate));
        }
        double seconds = original.length() / (double) rate;
        if (!(seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS)) {
            throw new AudioFormatException("expected a recording of %d to %d s, found %.1f s".formatted(LEAST_SECONDS,
                    MOST_SECONDS, seconds));
        }
        refuseClipped(original);
        var recording = Resampler.resample(original, SAMPLE_RATE);
        if (isSilent(recording)) {
            throw new AudioFormatException("the recording is silent");
        }
        double sounding = soundingSeconds(recording);
        if (sounding < LEAST_SECONDS / 2.0) {
            throw new AudioFormatException("expected at least %.1f s of sound, found %.1f s between silence"
                    .formatted(LEAST_SECONDS / 2.0, sounding));
        }
        return withoutOvershoot(recording);
    }

    private static void refuseClipped(Pcm audio) {
        double peak = 0;
        for (int i = 0; i < audio.length(); i++) {
            peak = Math.max(peak, Math.abs(audio.sample(i)));
        }
        int clipped = 0;
        int run = 0;
        for (int i = 0; i < audio.length(); i++) {
            run = peak >= CLIP_LEVEL && Math.abs(audio.sample(i)) >= peak * 0.9999 ? run + 1 : 0;
            clipped += run == CLIP_RUN ? CLIP_RUN : run > CLIP_RUN ? 1 : 0;
        }
        if (clipped > CLIPPED_PART * audio.length()) {
            throw new AudioFormatException("the recording is clipped: %.1f %% of its samples are cut off; record it "
                    .formatted(100.0 * clipped / audio.length()) + "again at a lower level");
        }
    }

    private static double soundingSeconds(Pcm audio) {
        double level = rms(audio) * QUIET;
        int windows = 0;
        for (int from = 0; from + WINDOW <= audio.length(); from += WINDOW) {
            if (rms(audio.slice(from, from + WINDOW)) > level) {
                windows++;
            }
        }
        return windows * WINDOW / (double) SAMPLE_RATE;
    }

    /** Resampling may carry a peak over full scale, where 16 bits would cut it. */
    private static Pcm withoutOvershoot(Pcm audio) {
        float peak = 1;
        for (float sample : audio.shared()) {
            peak = Math.max(peak, Math.abs(sample));
        }
        return audio.scaled(1 / peak);
    }

    /** Whether there is nothing to hear, or nothing that is a number. */
    public static boolean isSilent(Pcm audio) {
        return !(rms(audio) > SILENCE);
    }

    /** The root of the samples' mean square. */
    public static double rms(Pcm audio) {
        double squares = 0;
        for (float sample : audio.shared()) {
            squares += (double) sample * sample;
        }
        return Math.sqrt(squares / Math.max(1, audio.length()));
    }
}
