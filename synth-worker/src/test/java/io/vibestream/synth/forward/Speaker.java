package io.vibestream.synth.forward;

import io.vibestream.synth.engine.ControlTokens;
import io.vibestream.synth.model.checkpoint.Checkpoint;
import io.vibestream.synth.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small checkpoint that begins, speaks and ends: weights that are random to the last row hardly ever do. */
record Speaker(Checkpoint checkpoint, ControlTokens control) {

    static Speaker open() throws IOException {
        var folder = Path.of("src", "test", "resources", "reference", "tiny-d");
        try (var json = Files.newInputStream(folder.resolve("tokenizer.json")); var tokenizer = Tokenizer.load(json)) {
            var special = tokenizer.special();
            return new Speaker(Checkpoint.open(folder), new ControlTokens(special.speechStart(), special.speechEnd(),
                    special.speechFrame(), special.endOfText()));
        }
    }
}
