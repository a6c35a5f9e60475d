package io.vibestream.audio.encode;

import io.vibestream.audio.Pcm;
import io.vibestream.audio.Wav;
import java.util.List;

/** Samples as they are, with or without the header of a WAV file. Owned by one thread. */
final class SampleEncoder implements TrackEncoder {

    private final int sampleRate;
    private final boolean wav;
    private long samples;
    private boolean begun;

    private SampleEncoder(int sampleRate, boolean wav) {
        this.sampleRate = sampleRate;
        this.wav = wav;
    }

    static TrackEncoder wav(EncoderSettings settings) {
        Limits.check(AudioFormat.WAV, settings);
        return new OneTrack(new SampleEncoder(settings.sampleRate(), true), settings.sampleRate());
    }

    static TrackEncoder pcm(EncoderSettings settings) {
        Limits.check(AudioFormat.PCM, settings);
        return new OneTrack(new SampleEncoder(settings.sampleRate(), false), settings.sampleRate());
    }

    @Override
    public byte[] encode(Pcm audio) {
        samples += audio.length();
        var header = begin();
        var body = audio.toS16le();
        if (header.length == 0) {
            return body;
        }
        var bytes = new byte[header.length + body.length];
        System.arraycopy(header, 0, bytes, 0, header.length);
        System.arraycopy(body, 0, bytes, header.length, body.length);
        return bytes;
    }

    private byte[] begin() {
        var header = wav && !begun ? Wav.streamHeader(sampleRate) : new byte[0];
        begun = true;
        return header;
    }

    @Override
    public Ending finish() {
        var patches = wav ? List.of(new Patch(0, Wav.header(sampleRate, samples))) : List.<Patch>of();
        return new Ending(begin(), patches);
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
