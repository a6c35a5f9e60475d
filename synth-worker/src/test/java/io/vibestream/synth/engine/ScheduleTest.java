package io.vibestream.synth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vibestream.synth.engine.Utterance.Solver;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static final Offset<Double> CLOSE = within(1e-6);

    /** Time, signal, noise, then the factors of the sample, the prediction and the prediction before. */
    private static final double[][] ODE_10 = {{999, 4.9282179e-05, 1, 0.98788071, 0.15516632, 0},
            {899, 0.15521501, 0.98788071, 0.96349326, 0.16411327, -0.0069934405},
            {799, 0.30666844, 0.9518164, 0.93787061, 0.21407093, -0.050996461},
            {699, 0.45068979, 0.89268063, 0.90951413, 0.24232477, -0.068444832},
            {599, 0.58378867, 0.81190565, 0.87761608, 0.2734418, -0.084154115},
            {500, 0.70163001, 0.71254146, 0.83502411, 0.32738739, -0.10953174},
            {400, 0.80373362, 0.59498929, 0.77816287, 0.40480326, -0.1438799},
            {300, 0.88635902, 0.46299858, 0.6905979, 0.54551338, -0.21012771},
            {200, 0.94750335, 0.31974585, 0.52728082, 0.8640938, -0.37800888},
            {100, 0.98568526, 0.16859585, 0, 1, 0}};

    /** The factors of the sample, the prediction, the prediction before and fresh noise. */
    private static final double[][] SDE_10 = {{3.0985978e-4, .15521499, 0, .98788066},
            {.46985297, .24414404, -.010403832, .83097003}, {.59851801, .35068392, -.083540716, .68727306},
            {.63861772, .41247373, -.11650355, .57809833}, {.64085039, .47311372, -.1456049, .48681904},
            {.60868703, .56603494, -.1893744, .40731288}, {.54908992, .69044191, -.24540492, .3280748},
            {.44614849, .89793259, -.34587698, .24406525}, {.26725537, 1.3020648, -.56960489, .14533482},
            {0, 1, 0, 0}};

    @Test
    void matchesTheReferenceTableOfTheDeterministicSolver() {
        var steps = Schedule.of(Solver.ODE, 10).steps();

        for (int k = 0; k < ODE_10.length; k++) {
            var step = steps.get(k);
            assertThat(new double[]{step.time(), step.signal(), step.noise(), step.sample(), step.prediction(),
                    step.previous()}).as("step %d", k).containsExactly(ODE_10[k], CLOSE);
            assertThat(step.fresh()).isZero();
        }
    }

    @Test
    void matchesTheReferenceTableOfTheStochasticSolver() {
        var steps = Schedule.of(Solver.SDE, 10).steps();

        for (int k = 0; k < SDE_10.length; k++) {
            var step = steps.get(k);
            assertThat(new double[]{step.sample(), step.prediction(), step.previous(), step.fresh()}).as("step %d", k)
                    .containsExactly(SDE_10[k], CLOSE);
        }
    }

    @Test
    void choosesTheTimesOfTheReference() {
        assertThat(Schedule.of(Solver.ODE, 5).steps()).extracting(Schedule.Step::time).containsExactly(999, 799, 599,
                400, 200);
        assertThat(Schedule.of(Solver.ODE, 20).steps()).extracting(Schedule.Step::time).containsExactly(999, 949, 899,
                849, 799, 749, 699, 649, 599, 549, 500, 450, 400, 350, 300, 250, 200, 150, 100, 50);
    }

    @Test
    void endsOnThePredictionWhateverTheNumberOfSteps() {
        for (var solver : Solver.values()) {
            for (int count = 1; count <= 50; count++) {
                var last = Schedule.of(solver, count).steps().getLast();

                assertThat(last.sample()).isZero();
                assertThat(last.prediction()).isEqualTo(1);
                assertThat(last.previous()).isZero();
                assertThat(last.fresh()).isZero();
            }
        }
    }

    @Test
    void refusesNoSteps() {
        assertThatThrownBy(() -> Schedule.of(Solver.ODE, 0)).hasMessageContaining("expected 1 to 1000, found 0");
    }
}
