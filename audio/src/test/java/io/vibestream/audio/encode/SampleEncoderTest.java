package io.vibestream.audio.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.audio.Pcm;
import io.vibestream.audio.Signals;
import io.vibestream.audio.Wav;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SampleEncoderTest {

    private static final int RATE = 24000;

    private final Pcm audio = Pcm.fromS16le(RATE, ByteBuffer.wrap(Signals.noise(RATE, 0.9, 70_001, 1).toS16le()));

    @Test
    void storedWavIsExactlyWhatTheWriterWrites() {
        assertThat(Recording.stored(SampleEncoder.wav(new EncoderSettings(RATE, 0)), audio))
                .isEqualTo(Wav.write(audio));
    }

    @Test
    void streamedWavReadsToItsEnd() {
        assertThat(Wav.read(Recording.streamed(SampleEncoder.wav(new EncoderSettings(RATE, 0)), audio)))
                .isEqualTo(audio);
    }

    @Test
    void wavWithoutASampleIsAHeader() {
        assertThat(Recording.stored(SampleEncoder.wav(new EncoderSettings(RATE, 0)), Pcm.silence(RATE, 0)))
                .isEqualTo(Wav.header(RATE, 0));
    }

    @Test
    void pcmIsTheSamples() {
        assertThat(Recording.stored(SampleEncoder.pcm(new EncoderSettings(RATE, 0)), audio)).isEqualTo(audio.toS16le());
    }
}
