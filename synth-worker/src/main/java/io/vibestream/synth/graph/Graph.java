package io.vibestream.synth.graph;

import io.vibestream.synth.graph.Node.Attribute;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An ONNX model under construction. Every operation checks the types and shapes of what it is given, so that a mistake
 * shows where it is made and not when the model is loaded. Used by one thread.
 */
public final class Graph {

    static final String MICROSOFT = "com.microsoft";
    private static final String STANDARD = "";

    private final String name;
    private final List<Port> inputs = new ArrayList<>();
    private final List<Port> outputs = new ArrayList<>();
    private final List<Initializer> initializers = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<External, Value> externals = new HashMap<>();
    private int values;

    public Graph(String name) {
        this.name = name;
    }

    /** Attention with its cache: {@code output}, and the cache as it is afterwards. */
    public record Attention(Value output, Value keys, Value values) {}

    /** A convolution's output, and the columns that the next piece of the signal needs. */
    public record Convolved(Value output, Value state) {}

    /** A norm of a sum, and the sum. */
    public record NormalizedSum(Value output, Value sum) {}

    // What goes in and comes out.

    public Value input(String port, ElementType type, Shape shape) {
        var value = value(type, shape);
        inputs.add(new Port(claim(port, value), type, shape));
        return value;
    }

    public void output(String port, Value value) {
        // A value has one name, so an input, a constant or a second output of the same value needs a copy.
        boolean free = !names.containsKey(value.id()) && nodes.stream().anyMatch(n -> n.outputs().contains(value));
        var named = free ? value : single("Identity", value.type(), value.shape(), List.of(value), Map.of());
        outputs.add(new Port(claim(port, named), value.type(), value.shape()));
    }

    private String claim(String port, Value value) {
        if (names.containsValue(port)) {
            throw new IllegalArgumentException("graph " + name + ": two ports named " + port);
        }
        names.put(value.id(), port);
        return port;
    }

    /** A weight in a file. Asking twice for the same gives the same value. */
    public Value external(External weight) {
        return externals.computeIfAbsent(weight, w -> {
            var value = value(w.type(), w.shape());
            initializers.add(new Initializer.OfFile(value, w));
            return value;
        });
    }

    public Value floats(Shape shape, float... numbers) {
        if (shape.elements() != numbers.length) {
            throw wrong("constant", "expected " + shape.elements() + " numbers for " + shape + ", found "
                    + numbers.length);
        }
        var value = value(ElementType.FLOAT, shape);
        initializers.add(new Initializer.OfFloats(value, FloatBuffer.wrap(numbers.clone())));
        return value;
    }

    /** A single number of the given type. */
    public Value scalar(ElementType type, double number) {
        return cast(floats(new Shape(List.of()), (float) number), type);
    }

    private Value longs(long... numbers) {
        var value = value(ElementType.INT64, Shape.of(numbers.length));
        initializers.add(new Initializer.OfLongs(value, LongBuffer.wrap(numbers.clone())));
        return value;
    }

    /** The finished model. */
    public Model build() {
        return new ModelWriter(name, inputs, outputs, initializers, nodes, names).write();
    }

    // Arithmetic.

    public Value add(Value a, Value b) {
        return elementwise("Add", a, b);
    }

    public Value subtract(Value a, Value b) {
        return elementwise("Sub", a, b);
    }

    public Value multiply(Value a, Value b) {
        return elementwise("Mul", a, b);
    }

    public Value divide(Value a, Value b) {
        return elementwise("Div", a, b);
    }

    private Value elementwise(String operation, Value a, Value b) {
        sameType(operation, a, b);
        return single(operation, a.type(), broadcast(operation, a, b), List.of(a, b), Map.of());
    }

    /** {@code yes} where the condition holds, else {@code no}. */
    public Value where(Value condition, Value yes, Value no) {
        if (condition.type() != ElementType.BOOL) {
            throw wrong("Where", "expected a condition, found " + condition);
        }
        sameType("Where", yes, no);
        var shape = condition.shape().broadcast(broadcast("Where", yes, no));
        return single("Where", yes.type(), shape, List.of(condition, yes, no), Map.of());
    }

    public Value cast(Value value, ElementType type) {
        return value.type() == type
                ? value
                : single("Cast", type, value.shape(), List.of(value), Map.of("to", Attribute.of(type.onnx())));
    }

    public Value cosine(Value value) {
        return single("Cos", value.type(), value.shape(), List.of(value), Map.of());
    }

    public Value sine(Value value) {
        return single("Sin", value.type(), value.shape(), List.of(value), Map.of());
    }

    /** The exact Gaussian error linear unit. */
    public Value gelu(Value value) {
        return single("Gelu", value.type(), value.shape(), List.of(value), Map.of());
    }

    /** {@code x * sigmoid(x)}. */
    public Value silu(Value value) {
        return one(node(MICROSOFT, "QuickGelu", List.of(value),
                List.of(value(value.type(), value.shape())), Map.of("alpha", Attribute.of(1.0))));
    }

    /** {@code a * weightᵀ}: the weight as linear layers store it, one row per output. */
    public Value multiplyTransposed(Value a, Value weight) {
        sameType("FusedMatMul", a, weight);
        if (weight.shape().rank() != 2 || !weight.shape().dim(1).equals(a.shape().last())) {
            throw wrong("FusedMatMul", "cannot multiply " + a + " with the transpose of " + weight);
        }
        var result = value(a.type(), a.shape().with(-1, weight.shape().dim(0)));
        return one(node(MICROSOFT, "FusedMatMul", List.of(a, weight), List.of(result),
                Map.of("transB", Attribute.of(1))));
    }

    /**
     * {@code a * weightᵀ} of a weight in blocks of small integers.
     *
     * @param codes UINT8 {@code [outputs, blocks, bytes of a block]}
     * @param scales {@code [outputs, blocks]} in the type of {@code a}
     */
    public Value multiplyQuantized(Value a, Value codes, Value scales, int bits, int block) {
        sameType("MatMulNBits", a, scales);
        long inputs = a.shape().last().value();
        long outputs = codes.shape().dim(0).value();
        if (codes.type() != ElementType.UINT8
                || !codes.shape().equals(Shape.of(outputs, inputs / block, (long) block * bits / 8))
                || !scales.shape().equals(Shape.of(outputs, inputs / block))) {
            throw wrong("MatMulNBits", "cannot multiply " + a + " with codes " + codes + " and scales " + scales);
        }
        var result = value(a.type(), a.shape().with(-1, Dim.of(outputs)));
        // Level 4 rounds the inputs to 8 bits too, and is several times as fast on a CPU.
        return one(node(MICROSOFT, "MatMulNBits", List.of(a, codes, scales), List.of(result),
                Map.of("K", Attribute.of(inputs), "N", Attribute.of(outputs), "bits", Attribute.of(bits), "block_size",
                        Attribute.of(block), "accuracy_level", Attribute.of(4))));
    }

    /** {@code a * weight}, one row per input. */
    public Value multiplyMatrix(Value a, Value weight) {
        sameType("MatMul", a, weight);
        if (weight.shape().rank() != 2 || !weight.shape().dim(0).equals(a.shape().last())) {
            throw wrong("MatMul", "cannot multiply " + a + " with " + weight);
        }
        return single("MatMul", a.type(), a.shape().with(-1, weight.shape().dim(1)), List.of(a, weight), Map.of());
    }

    /** {@code x / sqrt(mean(x²) + epsilon) * weight} over the last dimension, computed in float32. */
    public Value rmsNorm(Value x, Value weight, double epsilon) {
        normWeight(x, weight);
        return single("SimplifiedLayerNormalization", x.type(), x.shape(), List.of(x, weight),
                Map.of("axis", Attribute.of(-1), "epsilon", Attribute.of(epsilon)));
    }

    /**
     * The same in single operations, each rounded by itself. The one operation adds up the squares of a row in a single
     * running sum, which costs accuracy on wide rows.
     */
    public Value preciseRmsNorm(Value x, Value weight, double epsilon) {
        normWeight(x, weight);
        var mean = single("ReduceMean", x.type(), x.shape().with(-1, Dim.of(1)), List.of(multiply(x, x), longs(-1)),
                Map.of("keepdims", Attribute.of(1)));
        var shifted = add(mean, scalar(x.type(), epsilon));
        return multiply(divide(x, single("Sqrt", x.type(), shifted.shape(), List.of(shifted), Map.of())), weight);
    }

    /** The {@link #rmsNorm} of a sum of two tensors of one shape, and the sum. */
    public NormalizedSum rmsNormOfSum(Value a, Value b, Value weight, double epsilon) {
        normWeight(a, weight);
        if (!a.shape().equals(b.shape())) {
            throw wrong("SkipSimplifiedLayerNormalization", "cannot add " + a + " and " + b);
        }
        var output = value(a.type(), a.shape());
        var sum = value(a.type(), a.shape());
        // The two outputs between are statistics that only training reads.
        node(MICROSOFT, "SkipSimplifiedLayerNormalization", List.of(a, b, weight),
                List.of(output, value(ElementType.FLOAT, Shape.of(1)), value(ElementType.FLOAT, Shape.of(1)), sum),
                Map.of("epsilon", Attribute.of(epsilon)));
        return new NormalizedSum(output, sum);
    }

    private void normWeight(Value x, Value weight) {
        sameType("RMS norm", x, weight);
        if (!weight.shape().equals(Shape.of(x.shape().last()))) {
            throw wrong("RMS norm", "cannot scale " + x + " with " + weight);
        }
    }

    // Moving.

    public Value concat(int axis, Value... parts) {
        var first = parts[0];
        int at = first.shape().axis(axis);
        var sum = Dim.of(0);
        for (var part : parts) {
            sameType("Concat", first, part);
            if (!part.shape().with(at, Dim.of(0)).equals(first.shape().with(at, Dim.of(0)))) {
                throw wrong("Concat", "cannot join " + first + " and " + part + " along axis " + at);
            }
            sum = sum.plus(part.shape().dim(at));
        }
        return single("Concat", first.type(), first.shape().with(at, sum), List.of(parts),
                Map.of("axis", Attribute.of(at)));
    }

    /** Elements {@code from} (inclusive) to {@code to} (exclusive) of an axis; negative positions count from the end. */
    public Value slice(Value value, int axis, long from, long to) {
        int at = value.shape().axis(axis);
        var length = value.shape().dim(at);
        var start = from < 0 ? length.plus(from) : Dim.of(from);
        var end = to < 0 ? length.plus(to) : Dim.of(to);
        var size = end.minus(start);
        return single("Slice", value.type(), value.shape().with(at, size),
                List.of(value, longs(from), longs(to), longs(at)), Map.of());
    }

    /** All elements of an axis from {@code from} on; a negative position counts from the end. */
    public Value sliceFrom(Value value, int axis, long from) {
        int at = value.shape().axis(axis);
        var length = value.shape().dim(at);
        var size = from < 0 ? Dim.of(-from) : length.plus(-from);
        return single("Slice", value.type(), value.shape().with(at, size),
                List.of(value, longs(from), longs(Long.MAX_VALUE), longs(at)), Map.of());
    }

    /** Consecutive parts of an axis, which together must be the whole. */
    public List<Value> split(Value value, int axis, long... sizes) {
        int at = value.shape().axis(axis);
        if (!value.shape().dim(at).equals(Dim.of(Arrays.stream(sizes).sum()))) {
            throw wrong("Split", "cannot cut axis " + at + " of " + value + " into " + Arrays.toString(sizes));
        }
        var parts = Arrays.stream(sizes).mapToObj(size -> value(value.type(), value.shape().with(at, Dim.of(size))))
                .toList();
        return node(STANDARD, "Split", List.of(value, longs(sizes)), parts,
                Map.of("axis", Attribute.of(at))).outputs();
    }

    /** The same elements in another shape. At most one unknown dimension may change. */
    public Value reshape(Value value, Shape shape) {
        if (value.shape().equals(shape)) {
            return value;
        }
        var target = new long[shape.rank()];
        boolean inferred = false;
        for (int i = 0; i < target.length; i++) {
            var dim = shape.dim(i);
            if (dim.isKnown()) {
                target[i] = dim.value();
            } else if (i < value.shape().rank() && value.shape().dim(i).equals(dim)) {
                target[i] = 0; // ONNX: as it was
            } else if (!inferred) {
                target[i] = -1; // ONNX: whatever is left
                inferred = true;
            } else {
                throw wrong("Reshape", "more than one unknown dimension between " + value + " and " + shape);
            }
        }
        if (!weight(value.shape()).equals(weight(shape))) {
            throw wrong("Reshape", "cannot bring " + value + " into " + shape);
        }
        return single("Reshape", value.type(), shape, List.of(value, longs(target)), Map.of());
    }

    /** What a reshape must keep: the product of the known numbers, and of each unknown factor. */
    private static Map<String, Long> weight(Shape shape) {
        var product = new LinkedHashMap<String, Long>(Map.of("", 1L));
        for (var dim : shape.dims()) {
            if (dim.isKnown()) {
                product.merge("", dim.value(), Math::multiplyExact);
            } else {
                long divisor = dim.constant() == 0 ? dim.factor() : gcd(dim.factor(), Math.abs(dim.constant()));
                product.merge("", divisor, Math::multiplyExact);
                product.merge(dim.dividedBy(divisor).toString(), 1L, Long::sum);
            }
        }
        return product;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    public Value transpose(Value value, int... order) {
        if (order.length != value.shape().rank()) {
            throw wrong("Transpose", "cannot order " + value + " as " + Arrays.toString(order));
        }
        var dims = Arrays.stream(order).mapToObj(value.shape()::dim).toList();
        var permutation = Arrays.stream(order).mapToObj(Long::valueOf).toList();
        return single("Transpose", value.type(), new Shape(dims), List.of(value),
                Map.of("perm", Attribute.of(permutation)));
    }

    /** Rows of a table by their numbers. */
    public Value gather(Value table, Value rows) {
        if (rows.type() != ElementType.INT64) {
            throw wrong("Gather", "expected INT64 row numbers, found " + rows);
        }
        var dims = new ArrayList<>(rows.shape().dims());
        dims.addAll(table.shape().dims().subList(1, table.shape().rank()));
        return single("Gather", table.type(), new Shape(dims), List.of(table, rows), Map.of());
    }

    // Whole layers that ONNX Runtime has as one operation.

    /** How many heads there are. */
    public record Heads(int queries, int keyValues) {}

    /**
     * Causal attention of new tokens over a cache of fixed capacity, with rotary positions.
     *
     * @param keys cache of the keys, {@code [rows, heads, capacity, head size]}
     * @param lastPosition INT32 {@code [rows]}: the position of each row's last new token
     * @param total INT32 {@code [1]}, in host memory: positions in use, or the capacity
     * @param cosines {@code [capacity, head size / 2]}
     */
    public Attention attention(Heads heads, Value query, Value key, Value value, Value keys, Value values,
            Value lastPosition, Value total, Value cosines, Value sines) {
        for (var other : List.of(key, value, keys, values, cosines, sines)) {
            sameType("GroupQueryAttention", query, other);
        }
        var cache = keys.shape();
        long size = cache.last().value();
        boolean fits = cache.equals(values.shape()) && cache.dim(1).equals(Dim.of(heads.keyValues()))
                && query.shape().last().equals(Dim.of(heads.queries() * size))
                && key.shape().last().equals(Dim.of(heads.keyValues() * size)) && key.shape().equals(value.shape())
                && cosines.shape().equals(Shape.of(cache.dim(2), Dim.of(size / 2)))
                && sines.shape().equals(cosines.shape());
        if (!fits) {
            throw wrong("GroupQueryAttention",
                    "heads " + heads + " do not fit " + List.of(query, key, value, keys, values, cosines, sines));
        }
        var output = value(query.type(), query.shape());
        var nextKeys = value(keys.type(), cache);
        var nextValues = value(values.type(), cache);
        node(MICROSOFT, "GroupQueryAttention",
                List.of(query, key, value, keys, values, lastPosition, total, cosines, sines),
                List.of(output, nextKeys, nextValues), Map.of("num_heads", Attribute.of(heads.queries()),
                        "kv_num_heads", Attribute.of(heads.keyValues()), "do_rotary", Attribute.of(1)));
        return new Attention(output, nextKeys, nextValues);
    }

    /**
     * One filter per channel over a signal and the columns before it.
     *
     * @param signal {@code [rows, channels, time]}
     * @param weight {@code [channels, 1, kernel]}
     * @param state {@code [rows, channels, kernel - 1]}
     */
    public Convolved depthwiseConvolution(Value signal, Value weight, Value bias, Value state) {
        for (var other : List.of(weight, bias, state)) {
            sameType("CausalConvWithState", signal, other);
        }
        var channels = signal.shape().dim(1);
        var context = Dim.of(weight.shape().last().value() - 1);
        if (!weight.shape().dim(0).equals(channels) || !bias.shape().equals(Shape.of(channels))
                || !state.shape().equals(signal.shape().with(2, context))) {
            throw wrong("CausalConvWithState", "these do not fit: " + List.of(signal, weight, bias, state));
        }
        var output = value(signal.type(), signal.shape());
        var next = value(state.type(), state.shape());
        node(MICROSOFT, "CausalConvWithState",
                List.of(signal, weight, bias, state),
                List.of(output, next), Map.of());
        return new Convolved(output, next);
    }

    // Bookkeeping.

    private Value value(ElementType type, Shape shape) {
        return new Value(values++, type, shape);
    }

    private Value single(String operation, ElementType type, Shape shape, List<Value> from,
            Map<String, Attribute> attributes) {
        return one(node(STANDARD, operation, from, List.of(value(type, shape)),
                attributes));
    }

    private static Value one(Node node) {
        return node.outputs().getFirst();
    }

    private Node node(String domain, String operation, List<Value> from, List<Value> to,
            Map<String, Attribute> attributes) {
        var node = new Node(domain, operation, from, to, attributes);
        nodes.add(node);
        return node;
    }

    private Shape broadcast(String operation, Value a, Value b) {
        try {
            return a.shape().broadcast(b.shape());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("graph " + name + ", " + operation + ": " + e.getMessage(), e);
        }
    }

    private void sameType(String operation, Value a, Value b) {
        if (a.type() != b.type()) {
            throw wrong(operation, "expected one type, found " + a + " and " + b);
        }
    }

    private IllegalArgumentException wrong(String operation, String problem) {
        return new IllegalArgumentException("graph " + name + ", " + operation + ": " + problem);
    }
}
