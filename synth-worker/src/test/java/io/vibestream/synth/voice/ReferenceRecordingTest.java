package io.vibestream.synth.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vibestream.audio.Pcm;
import io.vibestream.audio.Wav;
import io.vibestream.synth.model.checkpoint.Safetensors;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceRecordingTest {

    @Test
    void bringsEveryRecordingToTheLevelOfTraining() {
        for (double amplitude : new double[]{0.01, 0.3, 1}) {
            var samples = new ReferenceRecording("a", "hash", Recordings.tone(24_000, 4, amplitude)).forEncoder(3_200);

            double squares = IntStream.range(0, samples.length).mapToDouble(i -> samples[i] * samples[i]).sum();
            assertThat(Math.sqrt(squares / samples.length)).as("amplitude %s", amplitude).isCloseTo(0.0562341,
                    within(2e-5));
        }
    }

    @Test
    void normalisesAsTheReferenceDoes() {
        var voice = Safetensors.read(Path.of("src/test/resources/reference/tiny-a/case-cloned.safetensors"))
                .tensor("voice_1").floats();
        double squares = 0;
        for (float sample : voice) {
            squares += (double) sample * sample;
        }
        double gain = 0.05623413251903491 / (Math.sqrt(squares / voice.length) + 1e-6);

        var samples = new ReferenceRecording("a", "hash", Pcm.of(24_000, voice)).forEncoder(3_200);

        assertThat(samples).hasSize(8 * 3_200);
        for (int i = 0; i < voice.length; i++) {
            assertThat((double) samples[i]).isCloseTo(voice[i] * gain, within(1e-7));
        }
        for (int i = voice.length; i < samples.length; i++) {
            assertThat(samples[i]).isZero();
        }
    }

    @Test
    void keepsPeaksInsideFullScale() {
        var clicks = new float[72_000];
        for (int i = 0; i < clicks.length; i += 6_000) {
            clicks[i] = 0.5f;
        }

        var samples = new ReferenceRecording("a", "hash", Pcm.of(24_000, clicks)).forEncoder(3_200);

        assertThat(samples[0]).isCloseTo(1, within(1e-5f)).isLessThanOrEqualTo(1);
    }

    @Test
    void readsAnyRate() {
        var recording = ReferenceRecording.read("a", Wav.write(Recordings.tone(44_100, 4, 0.3)));

        assertThat(recording.audio().sampleRate()).isEqualTo(24_000);
        assertThat(recording.frames(3_200)).isEqualTo(30);
        assertThat(recording.contentHash()).hasSize(64);
    }

    @Test
    void usesTheFirstHalfMinuteAndSaysSo() {
        var recording = ReferenceRecording.read("Long", Recordings.wav(31.5));

        assertThat(recording.frames(3_200)).isEqualTo(225);
        assertThat(recording.forEncoder(3_200)).hasSize(30 * 24_000);
        assertThat(recording.warning()).hasValueSatisfying(
                warning -> assertThat(warning).contains("'Long'", "first 30 of 31.5 s"));
        assertThat(ReferenceRecording.read("a", Recordings.wav(30)).warning()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 96_000})
    void refusesSilence(int length) {
        var wav = Wav.write(Pcm.silence(24_000, length));

        assertThatThrownBy(() -> ReferenceRecording.read("Nobody", wav)).isInstanceOf(VoiceException.class)
                .hasMessage("voice 'Nobody': the recording is silent");
    }

    @Test
    void refusesWhatIsNoWav() {
        assertThatThrownBy(() -> ReferenceRecording.read("Odd", new byte[100])).isInstanceOf(VoiceException.class)
                .hasMessageContaining("voice 'Odd': WAV: expected RIFF");
    }
}
