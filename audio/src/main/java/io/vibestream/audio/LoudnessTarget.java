package io.vibestream.audio;

/**
 * How loud a sound shall be.
 *
 * @param lufs integrated loudness
 * @param ceiling highest true peak allowed, in dBTP
 */
public record LoudnessTarget(double lufs, double ceiling) {

    /** Usual for speech on its own: between broadcast (-23) and music services (-14). */
    public static final LoudnessTarget SPEECH = new LoudnessTarget(-20, -1);

    public LoudnessTarget {
        if (!(lufs >= -70 && lufs <= 0)) {
            throw new IllegalArgumentException("loudness target: expected -70 to 0 LUFS, found " + lufs);
        }
        if (!(ceiling >= -20 && ceiling <= 0)) {
            throw new IllegalArgumentException("true-peak ceiling: expected -20 to 0 dBTP, found " + ceiling);
        }
    }

    /** Another loudness under the same ceiling. */
    public LoudnessTarget withLufs(double other) {
        return new LoudnessTarget(other, ceiling);
    }
}
