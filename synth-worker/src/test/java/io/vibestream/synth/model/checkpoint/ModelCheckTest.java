package io.vibestream.synth.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCheckTest {

    private static final ModelConfig LARGE = ModelSize.LARGE.config();

    @TempDir
    Path directory;

    @Test
    void countsWhatConvolutionsRemember() {
        assertThat(LARGE.semantic().encoder().stateElements()).isEqualTo(159_622);
        assertThat(LARGE.acoustic().decoder().stateElements()).isEqualTo(139_200);
    }

    @Test
    void countsKeysAndValuesOfBothBranches() {
        var one = MemoryNeed.bf16(LARGE, new MemoryNeed.Room(1, 2_048, 1_024));
        var longer = MemoryNeed.bf16(LARGE, new MemoryNeed.Room(8, 2_049, 1_025));

        assertThat(longer.perSlot() - one.perSlot()).isEqualTo(2 * 57_344);
        assertThat(one.weights()).isBetween(16_500_000_000L, 16_520_000_000L);
        assertThat(longer.total()).isEqualTo(longer.weights() + 8 * longer.perSlot());
        assertThat(MemoryNeed.fp32(LARGE, MemoryNeed.Room.DEFAULT).weights()).isEqualTo(2 * one.weights());
    }

    @Test
    void saysWhatItFoundAndWhatItWillNeed() {
        RandomCheckpoint.of(ModelSize.TINY.config(), 1).write(directory.resolve("model"), file -> {});

        var report = ModelCheck.run(directory.resolve("model"), MemoryNeed.Room.DEFAULT);

        assertThat(report.ready()).isTrue();
        assertThat(report.lines()).anyMatch(line -> line.matches("weights +\\d+ tensors in 1 files, .* of bf16; .*"))
                .anyMatch(line -> line.contains("<|vision_pad|> "))
                .anyMatch(line -> line.startsWith("memory on a GPU ") && line.contains("32 slots of"))
                .anyMatch(line -> line.startsWith("memory on a CPU "));
    }

    @Test
    void saysThatTheTokenizerIsMissingOrDoesNotFit() throws IOException {
        var model = directory.resolve("model");
        RandomCheckpoint.of(ModelSize.TINY.config(), 1).write(model, file -> {});
        Files.writeString(model.resolve("tokenizer.json"),
                "{\"added_tokens\":[{\"id\":151652,\"content\":\"<|vision_start|>\"},{\"id\":3,\"content\":\"<|vision_pad|>\"}]}");

        var unfit = ModelCheck.run(model, MemoryNeed.Room.DEFAULT);
        Files.delete(model.resolve("tokenizer.json"));
        var missing = ModelCheck.run(model, MemoryNeed.Room.DEFAULT);

        assertThat(unfit.ready()).isFalse();
        assertThat(unfit.lines()).anyMatch(line -> line.contains(
                "[<|vision_start|>, <|vision_end|>, <|endoftext|>], found 151652, none, none"));
        assertThat(missing.ready()).isFalse();
        assertThat(missing.lines()).anyMatch(line -> line.contains("tokenizer.json is missing"));
    }

    @Test
    void refusesAnIncompleteModel() {
        assertThatThrownBy(() -> ModelCheck.run(directory, MemoryNeed.Room.DEFAULT))
                .isInstanceOf(ModelLoadException.class).hasMessageContaining("config.json");
    }
}
