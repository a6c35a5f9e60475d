package io.vibestream.synth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.synth.model.checkpoint.ModelSize;
import io.vibestream.synth.model.checkpoint.RandomCheckpoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {

    private static Tokenizer tokenizer;

    @BeforeAll
    static void load() throws IOException {
        tokenizer = PromptWriterTest.load("tiny-a");
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @Test
    void readsTheIdsOfSpecialTokensFromTheTokenizer() {
        assertThat(tokenizer.special()).isEqualTo(new SpecialTokens(457, 458, 459, 454));
    }

    @Test
    void cutsNothingHoweverLongTheText() {
        var ids = tokenizer.encode("1 ".repeat(5_000));

        assertThat(ids).hasSizeGreaterThanOrEqualTo(10_000);
    }

    @Test
    void takesEveryPlaneOfUnicode() {
        assertThat(tokenizer.encode("🎙 𝄞 中文 é\u0000")).hasSizeGreaterThan(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83C", "a\uDF99b", "\uDF99\uD83C"})
    void refusesHalfACharacter(String text) {
        assertThatThrownBy(() -> tokenizer.encode(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("surrogate");
    }

    @Test
    void refusesTextThatNamesASpecialToken() {
        assertThatThrownBy(() -> tokenizer.encode("a<|vision_end|>b")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("458");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void getsNoSpecialTokenFromCleanedText(long seed) {
        var random = new Random(seed);
        var parts = new String[]{"<|", "|>", "<", "|", ">", "vision_pad", "vision_start", "endoftext", "im_end", " ",
                "\n", "\uD83C", "\uDF99", "’", "<|vision_pad|>", "<|endoftext|>"};
        var text = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            text.append(parts[random.nextInt(parts.length)]);
        }

        var ids = tokenizer.encode(SpokenText.clean(text.toString()));

        assertThat(Arrays.stream(ids)).as("seed %d: %s", seed, text).allMatch(id -> id < 454);
    }

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @Test
    void loadsTheTokenizerOfARandomCheckpoint(@TempDir Path directory) throws IOException {
        RandomCheckpoint.of(ModelSize.TINY.config(), 1).write(directory, file -> {});

        try (var json = Files.newInputStream(directory.resolve("tokenizer.json"));
                var synthetic = Tokenizer.load(json)) {
            var prompt = new PromptWriter(synthetic).write(Script.parse("Hello there, it’s fine: 中文 🎙").turns(),
                    List.of(2));

            assertThat(Arrays.stream(prompt.toArray()).boxed()).hasSizeLessThan(250).allMatch(id -> id < 1_024)
                    .contains(synthetic.special().speechFrame());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "", "{\"model\":"})
    void refusesWhatIsNoTokenizer(String json) {
        assertThatThrownBy(() -> Tokenizer.load(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("tokenizer.json");
    }

    @Test
    void refusesATokenizerWithoutTokensForSpeech() {
        var json = "{\"version\":\"1.0\",\"added_tokens\":[],\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[]}}";

        assertThatThrownBy(() -> Tokenizer.load(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tokenizer.json has no token <|vision_start|>");
    }
}
