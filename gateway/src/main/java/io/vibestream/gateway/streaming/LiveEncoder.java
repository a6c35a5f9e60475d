package io.vibestream.gateway.streaming;

import io.vibestream.audio.LiveLeveler;
import io.vibestream.audio.LoudnessTarget;
import io.vibestream.audio.Pcm;
import io.vibestream.audio.encode.AudioFormat;
import io.vibestream.audio.encode.EncoderSettings;
import io.vibestream.audio.encode.Tempo;
import io.vibestream.audio.encode.TrackEncoder;
import io.vibestream.audio.encode.TrackEncoders;
import io.vibestream.schemas.TrackFormat;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** From the pieces of a track to the bytes of a file, as they come: loudness, tempo, format. Owned by one thread, which closes it. */
public final class LiveEncoder implements AutoCloseable {

    private static final int KBPS = 96;

    private final Optional<LiveLeveler> leveler;
    private final Optional<Tempo> tempo;
    private final TrackEncoder encoder;

    /**
     * An encoder for one track.
     *
     * @param speed 1 leaves it as it is spoken
     */
    public LiveEncoder(TrackFormat format, double speed) {
        this(format, speed, Optional.of(LoudnessTarget.SPEECH.lufs()));
    }

    /**
     * An encoder for one track.
     *
     * @param speed 1 leaves it as it is spoken
     * @param loudness in LUFS; none leaves it as it is spoken
     */
    public LiveEncoder(TrackFormat format, double speed, Optional<Double> loudness) {
        leveler = loudness.map(LoudnessTarget.SPEECH::withLufs)
                .map(target -> new LiveLeveler(LiveSpeech.SAMPLE_RATE, target));
        tempo = speed == 1 ? Optional.empty() : Optional.of(new Tempo(LiveSpeech.SAMPLE_RATE, speed));
        try {
            var audio = AudioFormat.valueOf(format.name());
            encoder = TrackEncoders.open(audio, new EncoderSettings(LiveSpeech.SAMPLE_RATE, KBPS).nearestFor(audio));
        } catch (RuntimeException | Error failure) {
            tempo.ifPresent(Tempo::close);
            throw failure;
        }
    }

    /** What can be sent after the next piece, perhaps nothing. */
    public byte[] encode(Pcm piece) {
        return atSpeed(leveler.isPresent() ? leveler.get().process(piece) : piece);
    }

    private byte[] atSpeed(Pcm leveled) {
        return encoder.encode(tempo.isPresent() ? tempo.get().process(leveled) : leveled);
    }

    /** The last bytes. Nobody can change the first any more, so files that state their length in them state none. */
    public byte[] finish() {
        var last = new ByteArrayOutputStream();
        leveler.ifPresent(open -> last.writeBytes(atSpeed(open.finish())));
        tempo.ifPresent(open -> last.writeBytes(encoder.encode(open.finish())));
        last.writeBytes(encoder.finish().tail());
        return last.toByteArray();
    }

    @Override
    public void close() {
        encoder.close();
        tempo.ifPresent(Tempo::close);
    }
}
