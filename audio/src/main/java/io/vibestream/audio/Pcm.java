package io.vibestream.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;

/**
 * A piece of mono sound: samples nominally in [-1, 1] at a fixed rate. Immutable.
 */
public final class Pcm {

    private static final float FULL_SCALE = 32768f;

    private final int sampleRate;
    private final float[] samples;

    private Pcm(int sampleRate, float[] samples) {
        if (sampleRate < 1) {
            throw new IllegalArgumentException("sample rate: expected at least 1 Hz, found " + sampleRate);
        }
        this.sampleRate = sampleRate;
        this.samples = samples;
    }

    /** A copy of {@code samples} at {@code sampleRate} Hz. */
    public static Pcm of(int sampleRate, float[] samples) {
        return new Pcm(sampleRate, samples.clone());
    }

    /** Takes {@code samples} as they are; the caller gives them up. */
    static Pcm owning(int sampleRate, float[] samples) {
        return new Pcm(sampleRate, samples);
    }

    /** {@code length} samples of nothing. */
    public static Pcm silence(int sampleRate, int length) {
        return new Pcm(sampleRate, new float[length]);
    }

    /**
     * Reads signed 16-bit little-endian samples.
     *
     * @throws IllegalArgumentException when the bytes end inside a sample
     */
    public static Pcm fromS16le(int sampleRate, ByteBuffer bytes) {
        if (bytes.remaining() % 2 != 0) {
            throw new IllegalArgumentException(
                    "16-bit samples: expected an even number of bytes, found " + bytes.remaining());
        }
        var shorts = bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
        var samples = new float[shorts.remaining()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = shorts.get(i) / FULL_SCALE;
        }
        return new Pcm(sampleRate, samples);
    }

    /** Signed 16-bit little-endian samples, rounded to nearest and clipped at full scale. */
    public byte[] toS16le() {
        var bytes = new byte[2 * samples.length];
        var shorts = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
        for (int i = 0; i < samples.length; i++) {
            int value = Math.round(samples[i] * FULL_SCALE);
            shorts.put(i, (short) Math.clamp(value, Short.MIN_VALUE, Short.MAX_VALUE));
        }
        return bytes;
    }

    public int sampleRate() {
        return sampleRate;
    }

    /** Number of samples. */
    public int length() {
        return samples.length;
    }

    public float sample(int index) {
        return samples[index];
    }

    /** Whether every sample is a number, and no infinite one. */
    public boolean isFinite() {
        for (float sample : samples) {
            if (!Float.isFinite(sample)) {
                return false;
            }
        }
        return true;
    }

    /** The samples themselves, for reading only: spares the package a copy per piece. */
    float[] shared() {
        return samples;
    }

    /** Copies {@code count} samples from {@code from} on into {@code target} at {@code offset}. */
    public void copyTo(float[] target, int offset, int from, int count) {
        System.arraycopy(samples, from, target, offset, count);
    }

    /** A copy of the samples. */
    public float[] toArray() {
        return samples.clone();
    }

    /** Samples {@code from} (inclusive) to {@code to} (exclusive). */
    public Pcm slice(int from, int to) {
        Objects.checkFromToIndex(from, to, samples.length);
        return new Pcm(sampleRate, Arrays.copyOfRange(samples, from, to));
    }

    /** Every sample multiplied by {@code factor}. */
    public Pcm scaled(float factor) {
        var scaled = samples.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        return new Pcm(sampleRate, scaled);
    }

    public Duration duration() {
        return Duration.ofNanos(Math.round(samples.length * 1e9 / sampleRate));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pcm that && sampleRate == that.sampleRate && Arrays.equals(samples, that.samples);
    }

    @Override
    public int hashCode() {
        return 31 * sampleRate + Arrays.hashCode(samples);
    }

    @Override
    public String toString() {
        return "Pcm[" + samples.length + " samples at " + sampleRate + " Hz]";
    }
}
