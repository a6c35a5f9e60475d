package io.vibestream.audio.encode;

import io.vibestream.audio.Pcm;

/**
 * Holds an encoder to the order of calls, so that no mistake of a caller reaches native code: pieces of one rate, then
 * one ending, and closed once. Owned by one thread.
 */
final class OneTrack implements TrackEncoder {

    private enum Stage {
        OPEN, FINISHED, CLOSED
    }

    private final TrackEncoder encoder;
    private final int sampleRate;
    private Stage stage = Stage.OPEN;

    OneTrack(TrackEncoder encoder, int sampleRate) {
        this.encoder = encoder;
        this.sampleRate = sampleRate;
    }

    @Override
    public byte[] encode(Pcm audio) {
        expectOpen();
        if (audio.sampleRate() != sampleRate) {
            throw new IllegalArgumentException("encoder: expected " + sampleRate + " Hz, found " + audio.sampleRate());
        }
        return encoder.encode(audio);
    }

    @Override
    public Ending finish() {
        expectOpen();
        stage = Stage.FINISHED;
        return encoder.finish();
    }

    private void expectOpen() {
        if (stage != Stage.OPEN) {
            throw new IllegalStateException("encoder: expected to be open, found " + stage);
        }
    }

    @Override
    public void close() {
        if (stage != Stage.CLOSED) {
            stage = Stage.CLOSED;
            encoder.close();
        }
    }
}
