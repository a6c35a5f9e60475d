package io.vibestream.synth.voice;

import io.vibestream.audio.AudioFormatException;
import io.vibestream.audio.Pcm;
import io.vibestream.audio.ReferenceRecordings;
import io.vibestream.audio.Resampler;
import io.vibestream.audio.Wav;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * One recording of a voice, mono at 24,000 Hz, as the file has it.
 *
 * @param contentHash SHA-256 of the file: two recordings of one hash sound the same, whatever they are called
 */
public record ReferenceRecording(String name, String contentHash, Pcm audio) {

    public static final int SAMPLE_RATE = ReferenceRecordings.SAMPLE_RATE;

    /** What comes after it is not used. */
    private static final int MOST_SECONDS = ReferenceRecordings.MOST_SECONDS;

    /** The level that recordings had in training: RMS of -25 dB below full scale. */
    private static final double TARGET_RMS = Math.pow(10, -25 / 20.0);
    private static final double EPSILON = 1e-6;

    public ReferenceRecording {
        if (audio.sampleRate() != SAMPLE_RATE) {
            throw new IllegalArgumentException(
                    "voice '" + name + "': expected " + SAMPLE_RATE + " Hz, found " + audio.sampleRate());
        }
        if (ReferenceRecordings.isSilent(audio)) {
            throw new VoiceException("voice '" + name + "': the recording is silent");
        }
    }

    /**
     * Reads a WAV file of any rate and any number of channels.
     *
     * @throws VoiceException when it is something else, or silent
     */
    public static ReferenceRecording read(String name, byte[] wav) {
        return new ReferenceRecording(name, hash(wav), decode(name, wav));
    }

    static Pcm decode(String name, byte[] wav) {
        try {
            return Resampler.resample(Wav.read(wav), SAMPLE_RATE);
        } catch (AudioFormatException e) {
            throw new VoiceException("voice '" + name + "': " + e.getMessage(), e);
        }
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Said to the caller when not all of the recording is used. */
    public Optional<String> warning() {
        return audio.length() <= MOST_SECONDS * SAMPLE_RATE
                ? Optional.empty()
                : Optional.of("voice '%s': only the first %d of %.1f s of its recording are used".formatted(name,
                        MOST_SECONDS, audio.length() / (double) SAMPLE_RATE));
    }

    /** Places that the recording takes in a prompt. */
    public int frames(int samplesPerFrame) {
        return Math.ceilDiv(usedLength(), samplesPerFrame);
    }

    private int usedLength() {
        return Math.min(audio.length(), MOST_SECONDS * SAMPLE_RATE);
    }

    /** The samples that the encoder gets: at the level of training, and with zeros up to whole frames. */
    public float[] forEncoder(int samplesPerFrame) {
        var used = audio.slice(0, usedLength());
        double gain = TARGET_RMS / (ReferenceRecordings.rms(used) + EPSILON);
        double peak = 0;
        for (int i = 0; i < used.length(); i++) {
            peak = Math.max(peak, Math.abs(used.sample(i) * gain));
        }
        if (peak > 1) {
            gain /= peak + EPSILON;
        }
        var samples = Arrays.copyOf(used.toArray(), frames(samplesPerFrame) * samplesPerFrame);
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (samples[i] * gain);
        }
        return samples;
    }
}
