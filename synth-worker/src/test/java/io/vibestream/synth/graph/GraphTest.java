package io.vibestream.synth.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphTest {

    private final Graph graph = new Graph("test");

    @Test
    void refusesAMatrixOfTheWrongWidthWhereItIsAdded() {
        var x = graph.input("x", ElementType.FLOAT, Shape.of(Dim.named("rows"), Dim.of(8)));
        var weight = graph.floats(Shape.of(4, 6), new float[24]);

        assertThatThrownBy(() -> graph.multiplyTransposed(x, weight)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("graph test, FusedMatMul").hasMessageContaining("[rows, 8]")
                .hasMessageContaining("[4, 6]");
    }

    @Test
    void refusesToMixTypes() {
        var x = graph.input("x", ElementType.FLOAT, Shape.of(2));
        var y = graph.input("y", ElementType.BFLOAT16, Shape.of(2));

        assertThatThrownBy(() -> graph.add(x, y)).hasMessageContaining("expected one type");
    }

    @Test
    void refusesShapesThatDoNotBroadcast() {
        var x = graph.input("x", ElementType.FLOAT, Shape.of(2, 3));
        var y = graph.input("y", ElementType.FLOAT, Shape.of(2, 2));

        assertThatThrownBy(() -> graph.add(x, y)).hasMessageContaining("[2, 3] and [2, 2] do not broadcast");
    }

    @Test
    void followsAnUnknownLengthThroughContextAndStride() {
        var x = graph.input("x", ElementType.FLOAT, Shape.of(Dim.of(1), Dim.named("frames").times(8), Dim.of(3)));
        var state = graph.input("state", ElementType.FLOAT, Shape.of(1, 4, 3));

        var whole = graph.concat(1, state, x);
        var blocks = graph.reshape(whole,
                new Shape(List.of(Dim.of(1), whole.shape().dim(1).dividedBy(4), Dim.of(4), Dim.of(3))));

        assertThat(whole.shape()).hasToString("[1, 8*frames+4, 3]");
        assertThat(blocks.shape()).hasToString("[1, 2*frames+1, 4, 3]");
        assertThat(graph.slice(blocks, 1, 0, -1).shape()).hasToString("[1, 2*frames, 4, 3]");
        assertThat(graph.sliceFrom(whole, 1, -4).shape()).hasToString("[1, 4, 3]");
    }

    @Test
    void refusesAReshapeThatLosesElements() {
        var x = graph.input("x", ElementType.FLOAT, Shape.of(Dim.named("rows"), Dim.of(8)));

        assertThatThrownBy(() -> graph.reshape(x, Shape.of(Dim.named("rows"), Dim.of(2), Dim.of(3))))
                .hasMessageContaining("cannot bring");
    }

    @Test
    void refersToWeightsBelowOneFolder() throws Exception {
        var one = new External("one", Path.of("/models/a/one.safetensors"), 17, 8, ElementType.BFLOAT16,
                Shape.of(2, 2));
        var two = new External("two", Path.of("/models/b/two.safetensors"), 3, 8, ElementType.BFLOAT16, Shape.of(2, 2));

        graph.output("sum", graph.add(graph.external(one), graph.external(two)));
        var model = graph.build();

        assertThat(model.weights()).contains(Path.of("/models"));
        var weights = OnnxMl.ModelProto.parseFrom(model.bytes()).getGraph().getInitializerList();
        assertThat(weights).extracting(w -> w.getExternalData(0).getValue())
                .containsExactly("a/one.safetensors", "b/two.safetensors");
        assertThat(weights.getFirst().getExternalData(1).getValue()).isEqualTo("17");
    }

    @Test
    void refusesAWeightWhoseBytesDoNotMatchItsShape() {
        assertThatThrownBy(
                () -> new External("w", Path.of("/w"), 0, 9, ElementType.BFLOAT16, Shape.of(2, 2)))
                .hasMessageContaining("expected 8 bytes").hasMessageContaining("found 9");
    }

    @Test
    void namesAWeightOnceHoweverOftenItIsAskedFor() {
        var weight = new External("w", Path.of("/w"), 0, 8, ElementType.BFLOAT16, Shape.of(2, 2));

        assertThat(graph.external(weight)).isSameAs(graph.external(weight));
    }

    @Test
    void refusesTwoPortsOfOneName() {
        graph.input("x", ElementType.FLOAT, Shape.of(1));

        assertThatThrownBy(() -> graph.input("x", ElementType.FLOAT, Shape.of(1)))
                .hasMessageContaining("two ports named x");
    }

    @Test
    void dumpsWhatItDoesInReadableLines() {
        var x = graph.input("x", ElementType.FLOAT, Shape.of(Dim.named("rows"), Dim.of(2)));
        graph.output("y", graph.add(x, graph.floats(Shape.of(2), 1, 2)));

        assertThat(graph.build().dump()).isEqualTo("""
                graph test
                in   x FLOAT[rows, 2]
                have v1 FLOAT[2] = 2 numbers
                do   y FLOAT[rows, 2] = Add(x, v1)
                out  y FLOAT[rows, 2]
                """);
    }
}
