package io.vibestream.assembler.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.runtime.links.SignedLinks;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStoreTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final ObjectKey KEY = ObjectKey.of("r-1", "mp3");

    private final SignedLinks links = new SignedLinks("sixteen bytes ok".getBytes(UTF_8));
    @TempDir
    private Path directory = Path.of("");

    private LocalStore store(Path audio) {
        return new LocalStore(audio, URI.create("http://localhost:8080/"), links, Duration.ofHours(1),
                InstantSource.fixed(NOON));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("encoded"), text);
    }

    @Test
    void aFileIsKeptUnderItsKeyAndNothingElseIsLeft() throws IOException {
        var audio = directory.resolve("a/b");

        store(audio).store(KEY, file("sound"), "audio/mpeg");

        assertThat(audio).isDirectoryContaining(path -> path.endsWith("speech_r-1.mp3"));
        assertThat(audio.resolve(KEY.value())).hasContent("sound");
        assertThat(audio.toFile().list()).hasSize(1);
    }

    @Test
    void theLinkHoldsForAnHour() throws IOException {
        var stored = store(directory.resolve("audio")).store(KEY, file("sound"), "audio/mpeg");

        var link = ((Stored.Available) stored).link();
        assertThat(link).hasPath("/audio/speech_r-1.mp3").hasHost("localhost").hasParameter("expires",
                "" + NOON.plusSeconds(3600).getEpochSecond());
        var signature = link.getQuery().replaceAll(".*signature=", "");
        var expires = "" + NOON.plusSeconds(3600).getEpochSecond();
        assertThat(links.valid(KEY.value(), expires, signature, NOON.plusSeconds(3599))).isTrue();
    }

    @Test
    void storingAgainReplacesTheFile() throws IOException {
        var store = store(directory.resolve("audio"));
        store.store(KEY, file("first"), "audio/mpeg");

        store.store(KEY, file("second"), "audio/mpeg");

        assertThat(directory.resolve("audio").resolve(KEY.value())).hasContent("second");
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsNamed() throws IOException {
        var occupied = Files.writeString(directory.resolve("audio"), "a file stands where the directory should");

        var stored = store(occupied).store(KEY, file("sound"), "audio/mpeg");

        assertThat(stored).isInstanceOfSatisfying(Stored.Failed.class,
                failed -> assertThat(failed.cause()).startsWith("directory " + occupied + ": "));
    }

    @Test
    void onlyOldAudioIsSweptAway() throws IOException {
        var audio = directory.resolve("audio");
        var store = store(audio);
        store.store(KEY, file("old"), "audio/mpeg");
        store.store(ObjectKey.of("r-2", "mp3"), file("young"), "audio/mpeg");
        age(audio.resolve(KEY.value()), Duration.ofDays(3));
        age(audio.resolve("speech_r-2.mp3"), Duration.ofDays(1));
        age(Files.writeString(audio.resolve("speech_r-1.vtt"), "x"), Duration.ofDays(3));
        age(Files.writeString(audio.resolve(".abandoned.part"), "x"), Duration.ofDays(3));
        age(Files.writeString(audio.resolve("diary.txt"), "x"), Duration.ofDays(3));

        int swept = store.sweep(Duration.ofDays(2));

        assertThat(swept).isEqualTo(3);
        assertThat(audio.toFile().list()).containsExactlyInAnyOrder("speech_r-2.mp3", "diary.txt");
    }

    @Test
    void aDirectoryThatIsNotThereYetNeedsNoSweeping() {
        assertThat(store(directory.resolve("none")).sweep(Duration.ZERO)).isZero();
    }

    private static void age(Path file, Duration age) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(NOON.minus(age)));
    }
}
