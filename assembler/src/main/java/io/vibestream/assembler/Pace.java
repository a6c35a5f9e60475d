package io.vibestream.assembler;

import io.vibestream.audio.Pcm;
import io.vibestream.audio.encode.Tempo;
import java.util.Optional;

/** The speed of a track; at 1 nothing native is opened and no sample is touched. Owned by one thread, which closes it. */
final class Pace implements AutoCloseable {

    private final Optional<Tempo> tempo;

    Pace(double speed) {
        tempo = speed == 1 ? Optional.empty() : Optional.of(new Tempo(Sound.SAMPLE_RATE, speed));
    }

    Pcm process(Pcm piece) {
        return tempo.isPresent() ? tempo.get().process(piece) : piece;
    }

    Pcm finish() {
        return tempo.isPresent() ? tempo.get().finish() : Pcm.silence(Sound.SAMPLE_RATE, 0);
    }

    @Override
    public void close() {
        tempo.ifPresent(Tempo::close);
    }
}
