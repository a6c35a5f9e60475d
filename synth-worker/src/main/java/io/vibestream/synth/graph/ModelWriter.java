package io.vibestream.synth.graph;

import ai.onnx.proto.OnnxMl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes a graph as an ONNX protobuf message, and as text for people. */
final class ModelWriter {

    private static final int IR_VERSION = 10;
    private static final int STANDARD_OPSET = 21;
    private static final int MICROSOFT_OPSET = 1;

    private final String name;
    private final List<Port> inputs;
    private final List<Port> outputs;
    private final List<Initializer> initializers;
    private final List<Node> nodes;
    private final Map<Integer, String> names;

    ModelWriter(String name, List<Port> inputs, List<Port> outputs, List<Initializer> initializers, List<Node> nodes,
            Map<Integer, String> names) {
        this.name = name;
        this.inputs = inputs;
        this.outputs = outputs;
        this.initializers = initializers;
        this.nodes = nodes;
        this.names = names;
    }

    Model write() {
        var folder = folder();
        var graph = OnnxMl.GraphProto.newBuilder().setName(name);
        inputs.forEach(port -> graph.addInput(info(port)));
        outputs.forEach(port -> graph.addOutput(info(port)));
        initializers.forEach(initializer -> graph.addInitializer(tensor(initializer, folder)));
        for (int i = 0; i < nodes.size(); i++) {
            graph.addNode(node(nodes.get(i), i));
        }
        var model = OnnxMl.ModelProto.newBuilder().setIrVersion(IR_VERSION).setProducerName("vibestream")
                .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(STANDARD_OPSET))
                .addOpsetImport(
                        OnnxMl.OperatorSetIdProto.newBuilder().setDomain(Graph.MICROSOFT).setVersion(MICROSOFT_OPSET))
                .setGraph(graph).build();
        return new Model(name, model.toByteArray(), inputs, outputs, folder, dump());
    }

    /** The deepest folder that holds every external file: a model in memory can refer to one folder only. */
    private Optional<Path> folder() {
        return initializers.stream().filter(Initializer.OfFile.class::isInstance)
                .map(i -> Objects.requireNonNull(((Initializer.OfFile) i).source().file().getParent()))
                .reduce(ModelWriter::commonFolder);
    }

    private static Path commonFolder(Path a, Path b) {
        var common = a;
        while (!b.startsWith(common)) {
            common = Objects.requireNonNull(common.getParent(), "two files on one system share at least the root");
        }
        return common;
    }

    private String nameOf(Value value) {
        return names.getOrDefault(value.id(), "v" + value.id());
    }

    private static OnnxMl.ValueInfoProto info(Port port) {
        var shape = OnnxMl.TensorShapeProto.newBuilder();
        for (var dim : port.shape().dims()) {
            var one = OnnxMl.TensorShapeProto.Dimension.newBuilder();
            shape.addDim(dim.isKnown() ? one.setDimValue(dim.value()) : one.setDimParam(dim.toString()));
        }
        return OnnxMl.ValueInfoProto.newBuilder().setName(port.name()).setType(OnnxMl.TypeProto.newBuilder()
                .setTensorType(OnnxMl.TypeProto.Tensor.newBuilder().setElemType(port.type().onnx()).setShape(shape)))
                .build();
    }

    private OnnxMl.TensorProto tensor(Initializer initializer, Optional<Path> folder) {
        var value = initializer.value();
        var tensor = OnnxMl.TensorProto.newBuilder().setName(nameOf(value)).setDataType(value.type().onnx());
        for (long dim : value.shape().values()) {
            tensor.addDims(dim);
        }
        switch (initializer) {
            case Initializer.OfFile(var _, var source) -> {
                var location = folder.orElseThrow().relativize(source.file()).toString();
                tensor.setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL)
                        .addExternalData(entry("location", location))
                        .addExternalData(entry("offset", Long.toString(source.offset())))
                        .addExternalData(entry("length", Long.toString(source.length())));
            }
            case Initializer.OfFloats(var _, var numbers) -> {
                for (int i = 0; i < numbers.limit(); i++) {
                    tensor.addFloatData(numbers.get(i));
                }
            }
            case Initializer.OfLongs(var _, var numbers) -> {
                for (int i = 0; i < numbers.limit(); i++) {
                    tensor.addInt64Data(numbers.get(i));
                }
            }
        }
        return tensor.build();
    }

    private static OnnxMl.StringStringEntryProto entry(String key, String value) {
        return OnnxMl.StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private OnnxMl.NodeProto node(Node node, int index) {
        var proto = OnnxMl.NodeProto.newBuilder().setName(node.operation() + "_" + index).setOpType(node.operation())
                .setDomain(node.domain());
        node.inputs().forEach(value -> proto.addInput(nameOf(value)));
        node.outputs().forEach(value -> proto.addOutput(nameOf(value)));
        node.attributes().forEach((key, attribute) -> proto.addAttribute(attribute(key, attribute)));
        return proto.build();
    }

    private static OnnxMl.AttributeProto attribute(String key, Node.Attribute attribute) {
        var proto = OnnxMl.AttributeProto.newBuilder().setName(key);
        return switch (attribute) {
            case Node.Attribute.Whole(long value) ->
                proto.setType(OnnxMl.AttributeProto.AttributeType.INT).setI(value).build();
            case Node.Attribute.Real(float value) ->
                proto.setType(OnnxMl.AttributeProto.AttributeType.FLOAT).setF(value).build();
            case Node.Attribute.Wholes(var values) ->
                proto.setType(OnnxMl.AttributeProto.AttributeType.INTS).addAllInts(values).build();
        };
    }

    private String dump() {
        var lines = new ArrayList<String>();
        lines.add("graph " + name);
        inputs.forEach(port -> lines.add("in   " + port.name() + " " + port.type() + port.shape()));
        for (var initializer : initializers) {
            var value = initializer.value();
            var origin = switch (initializer) {
                case Initializer.OfFile(var _, var source) ->
                    source.name() + " at " + source.offset() + " of " + source.file().getFileName();
                case Initializer.OfFloats(var _, var numbers) -> numbers.limit() + " numbers";
                case Initializer.OfLongs(var _, var numbers) -> numbers.limit() + " whole numbers";
            };
            lines.add("have " + nameOf(value) + " " + value.type() + value.shape() + " = " + origin);
        }
        for (var node : nodes) {
            var from = node.inputs().stream().map(this::nameOf)
                    .collect(Collectors.joining(", "));
            var to = node.outputs().stream().map(v -> nameOf(v) + " " + v.type() + v.shape())
                    .collect(Collectors.joining(", "));
            lines.add("do   " + to + " = " + node.operation() + "(" + from + ")");
        }
        outputs.forEach(port -> lines.add("out  " + port.name() + " " + port.type() + port.shape()));
        return String.join("\n", lines) + "\n";
    }
}
