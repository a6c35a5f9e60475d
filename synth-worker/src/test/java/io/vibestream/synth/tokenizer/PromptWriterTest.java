package io.vibestream.synth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vibestream.synth.model.checkpoint.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptWriterTest {

    private static final Path REFERENCE = Path.of("src/test/resources/reference");

    @ParameterizedTest
    @CsvSource({"tiny-a,plain", "tiny-a,cloned", "tiny-a,dialogue", "tiny-a,long", "tiny-d,plain", "tiny-d,cloned",
            "tiny-d,dialogue", "tiny-d,long"})
    void writesThePromptOfEveryReferenceCase(String checkpoint, String name) throws IOException {
        var folder = REFERENCE.resolve(checkpoint);
        var reference = new ObjectMapper().readTree(folder.resolve("case-" + name + ".json").toFile());
        var expected = Safetensors.read(folder.resolve("case-" + name + ".safetensors")).tensor("input_ids").longs();
        try (var tokenizer = load(checkpoint)) {
            var frames = new ArrayList<Integer>();
            reference.get("voices").forEach(voice -> frames.add(voice.get("frames").intValue()));

            var prompt = new PromptWriter(tokenizer).write(Script.parse(script(reference)).turns(), frames);

            assertThat(Arrays.stream(prompt.toArray()).asLongStream()).containsExactly(box(expected));
            assertThat(prompt.voices()).hasSameSizeAs(frames);
            for (var span : prompt.voices()) {
                assertThat(span.frames()).isEqualTo(frames.get(span.speaker()));
                assertThat(prompt.token(span.from() - 1)).isEqualTo(tokenizer.special().speechStart());
                for (int i = span.from(); i < span.from() + span.frames(); i++) {
                    assertThat(prompt.token(i)).isEqualTo(tokenizer.special().speechFrame());
                }
                assertThat(prompt.token(span.from() + span.frames())).isEqualTo(tokenizer.special().speechEnd());
            }
        }
    }

    @Test
    void refusesAPromptWithoutTurnsOrWithEmptyRecordings() throws IOException {
        try (var tokenizer = load("tiny-a")) {
            var writer = new PromptWriter(tokenizer);
            var turns = List.of(new Script.Turn(0, "Hello."));

            assertThatThrownBy(() -> writer.write(List.of(), List.of())).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> writer.write(turns, List.of(3, 0))).hasMessageContaining("found 1 and [3, 0]");
            assertThatThrownBy(() -> writer.write(turns, List.of(1, 1, 1, 1, 1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static String script(JsonNode reference) {
        var script = new StringBuilder();
        for (var line : reference.get("lines")) {
            script.append("Speaker ").append(line.get("speaker")).append(": ").append(line.get("text").textValue())
                    .append('\n');
        }
        return script.toString();
    }

    private static Long[] box(long[] values) {
        return Arrays.stream(values).boxed().toArray(Long[]::new);
    }

    static Tokenizer load(String checkpoint) throws IOException {
        try (var json = Files.newInputStream(REFERENCE.resolve(checkpoint).resolve("tokenizer.json"))) {
            return Tokenizer.load(json);
        }
    }
}
