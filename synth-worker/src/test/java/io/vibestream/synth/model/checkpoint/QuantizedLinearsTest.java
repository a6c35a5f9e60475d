package io.vibestream.synth.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vibestream.synth.model.checkpoint.QuantizedLinears.Blocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizedLinearsTest {

    private static final int BLOCK = QuantizedLinears.BLOCK;

    @TempDir
    Path folder;

    /** Off by half a step, or by a whole one opposite the extreme, whose sign has one code more. */
    @ParameterizedTest
    @ValueSource(ints = {4, 8})
    void keepsEveryNumberWithinAStepOfItsBlock(int bits) {
        var random = new Random(bits);
        var numbers = new float[8 * BLOCK];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian() * (1 + i / BLOCK);
        }

        var blocks = Blocks.of(numbers, bits);

        for (int i = 0; i < numbers.length; i++) {
            float step = Math.abs(blocks.scale(i / BLOCK));
            assertThat(value(blocks, bits, i)).as("number %d", i).isCloseTo(numbers[i], within(step * 1.001f));
        }
    }

    private static float value(Blocks blocks, int bits, int i) {
        int perByte = 8 / bits;
        int code = Byte.toUnsignedInt(blocks.code(i / perByte)) >> (i % perByte * bits) & (1 << bits) - 1;
        return (code - (1 << (bits - 1))) * blocks.scale(i / BLOCK);
    }

    @Test
    void meetsTheExtremeOfABlockAndSilenceExactly() {
        var numbers = new float[2 * BLOCK];
        numbers[3] = -1.7f;
        numbers[5] = 0.4f;

        var blocks = Blocks.of(numbers, 4);

        assertThat(value(blocks, 4, 3)).isEqualTo(-1.7f);
        assertThat(value(blocks, 4, 0)).isZero();
        assertThat(value(blocks, 4, BLOCK)).isZero();
    }

    @Test
    void isMadeOnceAndAgainWhenTheCheckpointChanges() throws IOException {
        var model = folder.resolve("model");
        RandomCheckpoint.of(ModelSize.TINY.config(), 1).write(model, _ -> {});
        var cache = folder.resolve("cache");

        var first = QuantizedLinears.of(Checkpoint.open(model), 4, cache);
        var made = files(cache);
        QuantizedLinears.of(Checkpoint.open(model), 4, cache);
        assertThat(files(cache)).isEqualTo(made).hasSize(1);

        QuantizedLinears.of(Checkpoint.open(model), 8, cache);
        try (var shards = Files.list(model)) {
            for (var shard : shards.toList()) {
                Files.setLastModifiedTime(shard, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
            }
        }
        QuantizedLinears.of(Checkpoint.open(model), 4, cache);
        assertThat(files(cache)).hasSize(3);

        var name = "model.language_model.layers.0.mlp.up_proj.weight";
        assertThat(first.codes(name).shape()).containsExactly(160L, 2L, 16L);
        assertThat(first.scales(name).shape()).containsExactly(160L, 2L);
        assertThat(first.has("model.language_model.embed_tokens.weight")).isFalse();
    }

    /** A power cut in the middle, a disk that lost a part, one flipped bit, a file of something else. */
    @ParameterizedTest
    @ValueSource(strings = {"empty", "half", "flipped", "other"})
    void isMadeAgainWhenWhatIsThereIsDamaged(String damage) throws IOException {
        var model = folder.resolve("model");
        RandomCheckpoint.of(ModelSize.TINY.config(), 1).write(model, _ -> {});
        var cache = folder.resolve("cache");
        QuantizedLinears.of(Checkpoint.open(model), 4, cache);
        var file = files(cache).getFirst();
        var whole = Files.readAllBytes(file);
        var bytes = whole.clone();
        bytes[bytes.length - 100] ^= 4;
        Files.write(file, switch (damage) {
            case "half" -> Arrays.copyOf(whole, whole.length / 2);
            case "flipped" -> bytes;
            case "other" -> Files.readAllBytes(model.resolve("model-00001-of-00001.safetensors"));
            default -> new byte[0];
        });

        var again = QuantizedLinears.of(Checkpoint.open(model), 4, cache);

        assertThat(again.has("model.language_model.layers.0.mlp.up_proj.weight")).isTrue();
        assertThat(files(cache)).containsExactly(file);
        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }

    @Test
    void leavesNothingBehindOfAProcessThatWasEndedInTheMiddle() throws IOException {
        var kept = new KeptFile(folder, "numbers");
        var left = Files.createFile(folder.resolve("numbers123.partial"));
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        var written = Files.createFile(folder.resolve("numbers456.partial"));

        var made = kept.make(channel -> channel.write(ByteBuffer.wrap(new byte[]{1, 2})));

        assertThat(files(folder)).containsExactlyInAnyOrder(made, written);
        assertThat(kept.find()).contains(made);
    }

    private static List<Path> files(Path cache) throws IOException {
        try (var files = Files.list(cache)) {
            return files.sorted().toList();
        }
    }
}
