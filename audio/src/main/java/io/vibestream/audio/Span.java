package io.vibestream.audio;

/** Where one chunk's sound lies in a track: from {@code startSample} up to, not including, {@code endSample}. */
public record Span(int chunk, long startSample, long endSample) {

    public Span {
        if (chunk < 0 || startSample < 0 || endSample <= startSample) {
            throw new IllegalArgumentException(
                    "span of chunk " + chunk + ": expected sound, found samples " + startSample
                            + " to " + endSample);
        }
    }

    public long samples() {
        return endSample - startSample;
    }
}
