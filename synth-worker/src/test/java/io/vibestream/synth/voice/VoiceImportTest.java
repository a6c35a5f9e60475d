package io.vibestream.synth.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.audio.Pcm;
import io.vibestream.audio.Wav;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VoiceImportTest {

    private static final VoiceName NAME = new VoiceName("Nora");

    @TempDir
    Path directory;

    @Test
    void convertsAGoodRecording() throws IOException {
        var source = Files.write(directory.resolve("source"), Wav.write(Recordings.tone(44_100, 4, 0.5)));

        var file = VoiceImport.add(directory.resolve("voices"), NAME, source);

        assertThat(file).isEqualTo(directory.resolve("voices/Nora.wav"));
        var stored = Wav.read(Files.readAllBytes(file));
        assertThat(stored.sampleRate()).isEqualTo(24_000);
        assertThat(stored.length()).isEqualTo(96_000);
        assertThat(new VoiceRegistry(directory.resolve("voices")).names()).containsExactly("Nora");
        try (var files = Files.list(directory.resolve("voices"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void keepsTheVoiceThatHasTheName() throws IOException {
        var source = Files.write(directory.resolve("source"), Recordings.wav(4));
        Files.write(directory.resolve("nora.wav"), Recordings.wav(5));

        assertThatThrownBy(() -> VoiceImport.add(directory, NAME, source)).isInstanceOf(VoiceException.class)
                .hasMessageContaining("voice 'nora' exists already");
        assertThat(Wav.read(Files.readAllBytes(directory.resolve("nora.wav"))).length()).isEqualTo(5 * 24_000);
    }

    @ParameterizedTest
    @CsvSource({"2.9, found 2.9 s", "30.1, found 30.1 s"})
    void refusesRecordingsThatAreTooShortOrTooLong(double seconds, String expected) {
        assertThatThrownBy(() -> VoiceImport.checked(NAME, Recordings.wav(seconds))).isInstanceOf(VoiceException.class)
                .hasMessage("voice 'Nora': expected a recording of 3 to 30 s, " + expected);
    }

    @Test
    void refusesARecordingThatIsMostlySilent() {
        var samples = Arrays.copyOf(Recordings.tone(24_000, 1, 0.3).toArray(), 10 * 24_000);
        var wav = Wav.write(Pcm.of(24_000, samples));

        assertThatThrownBy(() -> VoiceImport.checked(NAME, wav)).isInstanceOf(VoiceException.class)
                .hasMessage("voice 'Nora': expected at least 1.5 s of sound, found 1.0 s between silence");
    }

    @Test
    void refusesAClippedRecordingButNotALoudOne() {
        var loud = Wav.write(Recordings.tone(24_000, 4, 0.999));
        var clipped = Wav.write(Recordings.tone(24_000, 4, 3));

        assertThat(VoiceImport.checked(NAME, loud).length()).isEqualTo(96_000);
        assertThatThrownBy(() -> VoiceImport.checked(NAME, clipped)).isInstanceOf(VoiceException.class)
                .hasMessageContaining("voice 'Nora': the recording is clipped").hasMessageContaining("lower level");
    }

    @Test
    void refusesWhatIsNoRecording() {
        assertThatThrownBy(() -> VoiceImport.checked(NAME, "%PDF-1.7".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(VoiceException.class)
                .hasMessageContaining("voice 'Nora': expected a WAV, MP3, Ogg, AAC, FLAC, WebM or MP4 file");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertThatThrownBy(() -> VoiceImport.add(directory, NAME, directory.resolve("none.wav")))
                .isInstanceOf(VoiceException.class).hasMessageContaining("none.wav");
    }
}
