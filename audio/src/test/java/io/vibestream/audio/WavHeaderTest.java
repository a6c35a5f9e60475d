package io.vibestream.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WavHeaderTest {

    private static final Pcm AUDIO = Pcm.fromS16le(24_000,
            ByteBuffer.wrap(Signals.noise(24_000, 0.5, 10_000, 1).toS16le()));

    /** A chunk that nobody knows, of an odd size and so with a padding byte, between the header and the rest. */
    private static byte[] withForeignChunk(byte[] wav) {
        var file = new ByteArrayOutputStream();
        file.write(wav, 0, 12);
        file.writeBytes(new byte[]{'L', 'I', 'S', 'T', 3, 0, 0, 0, 'a', 'b', 'c', 0});
        file.write(wav, 12, wav.length - 12);
        return file.toByteArray();
    }

    @Test
    void piecesAreTheWhole() {
        var file = withForeignChunk(Wav.write(AUDIO));
        var header = WavHeader.of(Arrays.copyOf(file, 100));

        var first = header.decode(Arrays.copyOfRange(file, header.bytes(), header.bytes() + 2 * 4_000));
        var second = header.decode(Arrays.copyOfRange(file, header.bytes() + 2 * 4_000, file.length));

        assertThat(header.sampleRate()).isEqualTo(24_000);
        assertThat(header.samples()).isEqualTo(10_000);
        assertThat(header.bytesPerSample()).isEqualTo(2);
        assertThat(first).isEqualTo(AUDIO.slice(0, 4_000));
        assertThat(second).isEqualTo(AUDIO.slice(4_000, 10_000));
    }

    @Test
    void whatIsNoWavFileIsRefused() {
        assertThatThrownBy(() -> WavHeader.of(new byte[100])).isInstanceOf(AudioFormatException.class)
                .hasMessageContaining("expected RIFF and WAVE");
        assertThatThrownBy(() -> WavHeader.of(new byte[3])).isInstanceOf(AudioFormatException.class);
        assertThatThrownBy(() -> WavHeader.of(Arrays.copyOf(Wav.write(AUDIO), 40)))
                .hasMessage("WAV: expected a chunk 'data' in the first 40 bytes, found none");
        assertThatThrownBy(() -> WavHeader.of(Wav.streamHeader(24_000))).hasMessageContaining("was not known");
    }
}
