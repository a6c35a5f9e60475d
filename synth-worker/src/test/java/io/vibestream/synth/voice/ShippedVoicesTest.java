package io.vibestream.synth.voice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShippedVoicesTest {

    private static final Path VOICES = Path.of("../voices");

    @Test
    void areTwoRecordingsThatWouldBeAcceptedToday() throws IOException {
        var registry = new VoiceRegistry(VOICES);

        assertThat(registry.names()).containsExactly("Alice", "Frank");
        for (var name : registry.names()) {
            var audio = VoiceImport.checked(new VoiceName(name), Files.readAllBytes(VOICES.resolve(name + ".wav")));
            assertThat(audio.length() / 24_000.0).as(name).isBetween(10.0, 20.0);
        }
    }

    @Test
    void answerToTheNamesOfOpenAi() throws IOException {
        var names = new VoiceRegistry(VOICES).names();
        var mapping = new ObjectMapper().readTree(VOICES.resolve("voices.json").toFile());

        assertThat(mapping.properties()).extracting(Map.Entry::getKey).contains("alloy", "ash", "ballad",
                "coral", "echo", "fable", "onyx", "nova", "sage", "shimmer", "verse", "marin", "cedar");
        assertThat(mapping).allMatch(voice -> names.contains(voice.textValue()));
    }
}
