package io.vibestream.synth.model.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/** What {@code preprocessor_config.json} says of recordings: only one way to prepare them is implemented. */
final class Preprocessing {

    static final String FILE = "preprocessor_config.json";

    private Preprocessing() {}

    /** @throws ModelLoadException when the file is there and asks for another way */
    static void check(Path directory, ModelConfig config) {
        var file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return;
        }
        var problems = new ArrayList<String>();
        var top = new ConfigSection("", ConfigReader.json(file), problems);
        top.only("speech_tok_compress_ratio", config.samplesPerFrame());
        if (top.has("audio_processor")) {
            audio(top.section("audio_processor"));
        } else {
            audio(top);
        }
        if (!problems.isEmpty()) {
            throw ModelLoadException.of(file.toString(), problems);
        }
    }

    private static void audio(ConfigSection section) {
        section.only("sampling_rate", 24_000);
        section.only("normalize_audio", true);
        section.only("target_dB_FS", -25, -25.0);
    }
}
