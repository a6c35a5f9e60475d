package io.vibestream.synth.kafka;

import io.vibestream.schemas.SpeechChunk;
import io.vibestream.synth.engine.Utterance;
import io.vibestream.synth.engine.Utterance.Line;
import io.vibestream.synth.engine.Utterance.Solver;

/** A chunk in the words of the engine. */
final class Utterances {

    private Utterances() {}

    /** @throws IllegalArgumentException when no engine could speak such a chunk */
    static Utterance of(SpeechChunk chunk) {
        var lines = chunk.getLines().stream()
                .map(line -> new Line(line.getSpeaker(), line.getVoice(), line.getText())).toList();
        return new Utterance(lines, chunk.getCfgScale(), chunk.getSteps(), solver(chunk.getSolver()), chunk.getSeed(),
                chunk.getDisablePrefill());
    }

    private static Solver solver(io.vibestream.schemas.Solver solver) {
        return switch (solver) {
            case ODE -> Solver.ODE;
            case SDE -> Solver.SDE;
        };
    }
}
