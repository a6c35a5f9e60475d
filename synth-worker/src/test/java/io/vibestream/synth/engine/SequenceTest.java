package io.vibestream.synth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.synth.engine.ForwardPass.Stepped;
import io.vibestream.synth.engine.Sequence.Next;
import io.vibestream.synth.engine.Utterance.Solver;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SequenceTest {

    private static final ControlTokens TOKENS = new ControlTokens(10, 11, 12, 9);

    private static Sequence after(int promptTokens, int maxSteps) {
        return new Sequence(0, promptTokens, maxSteps,
                new Sequence.Manner(Schedule.of(Solver.ODE, 1), 1.3f, new PhiloxNoise(1), 4));
    }

    private static Next choose(Sequence sequence, int token) {
        return sequence.apply(new Stepped(0, token, Optional.empty()), TOKENS);
    }

    @Test
    void readsThePromptsLastTokenInItsFirstStepInBothBranches() {
        var sequence = after(20, 100);

        assertThat(sequence.position()).isEqualTo(19);
        assertThat(sequence.negativePosition()).isZero();
        assertThat(sequence.fresh()).isTrue();
    }

    @Test
    void advancesTheBranchWithoutThePromptByFramesOnly() {
        var sequence = after(20, 100);

        assertThat(choose(sequence, TOKENS.frame())).isEqualTo(Next.SPEAK_ON);
        assertThat(choose(sequence, TOKENS.frame())).isEqualTo(Next.SPEAK_ON);
        assertThat(choose(sequence, TOKENS.end())).isEqualTo(Next.READ_TOKEN);

        assertThat(sequence.position()).isEqualTo(22);
        assertThat(sequence.negativePosition()).isEqualTo(2);
        assertThat(sequence.frames()).isEqualTo(2);
    }

    @Test
    void beginsWithSilenceAfterAnEndUntilItSpeaks() {
        var sequence = after(20, 100);
        choose(sequence, TOKENS.frame());
        assertThat(sequence.fresh()).isFalse();

        choose(sequence, TOKENS.end());
        choose(sequence, TOKENS.start());
        assertThat(sequence.fresh()).isTrue();

        choose(sequence, TOKENS.frame());
        assertThat(sequence.fresh()).isFalse();
    }

    @Test
    void forgetsTheBranchWithoutThePromptOnAStartButNotTheConvolutions() {
        var sequence = after(20, 100);
        choose(sequence, TOKENS.frame());

        choose(sequence, TOKENS.start());

        assertThat(sequence.negativePosition()).isZero();
        assertThat(sequence.fresh()).isFalse();
    }

    @Test
    void stopsWhenTheModelSaysSo() {
        assertThat(choose(after(20, 100), TOKENS.stop())).isEqualTo(Next.STOP);
    }

    @Test
    void isCutAfterTheLastStepItMayTakeThatStepsFrameIncluded() {
        var sequence = after(20, 2);

        assertThat(choose(sequence, TOKENS.frame())).isEqualTo(Next.SPEAK_ON);
        assertThat(choose(sequence, TOKENS.frame())).isEqualTo(Next.CUT);
        assertThat(sequence.frames()).isEqualTo(2);
    }

    @Test
    void drawsEachFramesOwnNoise() {
        var sequence = after(20, 100);
        var first = new float[4];
        sequence.startNoise(first, 0);
        choose(sequence, TOKENS.start());
        var same = new float[4];
        sequence.startNoise(same, 0);
        choose(sequence, TOKENS.frame());
        var second = new float[4];
        sequence.startNoise(second, 0);

        assertThat(same).containsExactly(first);
        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void refusesATokenThatIsNotLegal() {
        assertThatThrownBy(() -> choose(after(20, 100), 7)).hasMessageContaining("chose token 7");
    }
}
