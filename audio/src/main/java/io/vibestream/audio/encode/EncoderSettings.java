package io.vibestream.audio.encode;

import java.util.Optional;

/**
 * How a track is to be encoded.
 *
 * @param sampleRate of the samples and of the file, in Hz: encoders do not resample
 * @param bitrateKbps constant bit rate; FLAC, WAV and PCM have none and pay no heed to it
 * @param title what players show
 */
public record EncoderSettings(int sampleRate, int bitrateKbps, Optional<String> title) {

    public EncoderSettings(int sampleRate, int bitrateKbps) {
        this(sampleRate, bitrateKbps, Optional.empty());
    }

    public EncoderSettings withTitle(String text) {
        return new EncoderSettings(sampleRate, bitrateKbps, Optional.of(text));
    }

    /** The same with the bit rate that {@code format} allows and that is nearest to this one. */
    public EncoderSettings nearestFor(AudioFormat format) {
        return new EncoderSettings(sampleRate, Limits.nearestBitrate(format, sampleRate, bitrateKbps), title);
    }
}
