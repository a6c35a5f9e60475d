package io.vibestream.synth.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VoiceRegistryTest {

    @TempDir
    Path directory;

    @Test
    void seesVoicesComeChangeAndGo() throws IOException {
        var registry = new VoiceRegistry(directory);
        assertThat(registry.names()).isEmpty();
        assertThat(registry.choose("Alice")).isEmpty();

        Files.write(directory.resolve("b.WAV"), Recordings.wav(3));
        Files.write(directory.resolve("Alice.wav"), Recordings.wav(4));
        Files.writeString(directory.resolve("README.md"), "no voice");
        Files.write(directory.resolve("._Alice.wav"), new byte[3]);
        Files.createDirectory(directory.resolve("folder.wav"));
        assertThat(registry.names()).containsExactly("Alice", "b");
        assertThat(frames(registry, "Alice")).isEqualTo(30);
        assertThat(frames(registry, "B")).isEqualTo(23);

        Files.write(directory.resolve("Alice.wav"), Recordings.wav(5));
        assertThat(frames(registry, "Alice")).isEqualTo(38);

        Files.delete(directory.resolve("Alice.wav"));
        assertThat(registry.choose("Alice")).hasValueSatisfying(choice -> {
            assertThat(choice.recording().name()).isEqualTo("b");
            assertThat(choice.warnings()).singleElement().asString().contains("'Alice' is not known");
        });
    }

    @Test
    void readsAFileOnceAsLongAsItStaysTheSame() throws IOException {
        Files.write(directory.resolve("Alice.wav"), Recordings.wav(4));
        var registry = new VoiceRegistry(directory);

        var first = registry.choose("Alice").orElseThrow().recording();
        var again = registry.choose("alice").orElseThrow().recording();

        assertThat(again).isSameAs(first);
    }

    @Test
    void saysWhichFileIsBroken() throws IOException {
        Files.writeString(directory.resolve("Broken.wav"), "RIFFnothing");
        var registry = new VoiceRegistry(directory);

        assertThatThrownBy(() -> registry.choose("Broken")).isInstanceOf(VoiceException.class)
                .hasMessageContaining("voice 'Broken': WAV");
    }

    @Test
    void hasNoVoicesInADirectoryThatIsNotThere() {
        assertThat(new VoiceRegistry(directory.resolve("none")).names()).isEmpty();
    }

    private static int frames(VoiceRegistry registry, String wish) {
        return registry.choose(wish).orElseThrow().recording().frames(3_200);
    }
}
