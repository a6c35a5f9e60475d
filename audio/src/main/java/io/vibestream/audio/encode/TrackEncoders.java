package io.vibestream.audio.encode;

/** An encoder for every format. */
public final class TrackEncoders {

    private TrackEncoders() {}

    /**
     * A new encoder for one track, which the caller closes.
     *
     * @throws IllegalArgumentException when the format does not allow the sample rate or bit rate
     */
    public static TrackEncoder open(AudioFormat format, EncoderSettings settings) {
        return switch (format) {
            case MP3 -> Mp3Encoders.open(settings);
            case OPUS, AAC, FLAC -> FfmpegEncoder.open(format, settings);
            case WAV -> SampleEncoder.wav(settings);
            case PCM -> SampleEncoder.pcm(settings);
        };
    }
}
