package io.vibestream.assembler;

import io.vibestream.audio.Pcm;
import io.vibestream.audio.encode.Tempo;
import java.util.Optional;

/** The speed of one chunk; at 1 nothing native is opened and no sample is touched. Owned by one thread, which closes it. */
final class Pace implements AutoCloseable {

    private final double speed;
    private Optional<Tempo> tempo = Optional.empty();

    Pace(double speed) {
        this.speed = speed;
    }

    Pcm process(Pcm piece) {
        if (speed == 1) {
            return piece;
        }
        if (tempo.isEmpty()) {
            tempo = Optional.of(new Tempo(Sound.SAMPLE_RATE, speed));
        }
        return tempo.get().process(piece);
    }

    Pcm finish() {
        return tempo.isPresent() ? tempo.get().finish() : Pcm.silence(Sound.SAMPLE_RATE, 0);
    }

    @Override
    public void close() {
        tempo.ifPresent(Tempo::close);
    }
}
