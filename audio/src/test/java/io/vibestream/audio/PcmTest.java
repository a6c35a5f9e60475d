package io.vibestream.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PcmTest {

    @Test
    void keepsItsSamplesWhenTheArrayItCameFromChanges() {
        var samples = new float[]{0.5f};
        var audio = Pcm.of(24000, samples);

        samples[0] = 1;
        audio.toArray()[0] = 1;

        assertThat(audio.sample(0)).isEqualTo(0.5f);
    }

    @Test
    void givesEverySixteenBitValueBackUnchanged() {
        var bytes = ByteBuffer.allocate(2 * 65536);
        for (int value = 0; value < 65536; value++) {
            bytes.put((byte) value).put((byte) (value >> 8));
        }

        var again = Pcm.fromS16le(24000, bytes.flip()).toS16le();

        assertThat(again).isEqualTo(bytes.array());
    }

    @Test
    void clipsWhatIsOverFullScale() {
        assertThat(Pcm.of(24000, new float[]{1.5f, -1.5f}).toS16le()).containsExactly(0xFF, 0x7F, 0x00, 0x80);
    }

    @Test
    void refusesBytesThatEndInsideASample() {
        assertThatThrownBy(() -> Pcm.fromS16le(24000, ByteBuffer.allocate(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 3");
    }

    @Test
    void refusesASliceBeyondItsEnd() {
        assertThatThrownBy(() -> Pcm.silence(24000, 10).slice(5, 11)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void copiesAPartIntoAnArray() {
        var target = new float[4];

        Pcm.of(8000, new float[]{1, 2, 3}).copyTo(target, 2, 1, 2);

        assertThat(target).containsExactly(0, 0, 2, 3);
    }

    @Test
    void multipliesEverySample() {
        assertThat(Pcm.of(8000, new float[]{0.25f, -0.5f}).scaled(2).toArray()).containsExactly(0.5f, -1);
    }

    @Test
    void lastsItsSamplesDividedByItsRate() {
        assertThat(Pcm.silence(24000, 36000).duration()).isEqualTo(Duration.ofMillis(1500));
    }
}
