package io.vibestream.synth.model.checkpoint;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Random values for each tensor, in scales that keep a model of any size finite and its audio bounded.
 *
 * <p>Matrices keep the variance of what goes through them; the layers of the language model add less the more there are;
 * feedback from one frame to the next is weak. The rows of the tokens that steer speech lie along one direction that
 * every input has a share of, so that the model goes on speaking until its length limit instead of stopping at a whim.
 */
final class RandomWeights {

    /** Writes the next values of one tensor, in order. */
    interface Values {
        /** Fills the buffer from its position to its limit with bf16. */
        void fill(ByteBuffer buffer);
    }

    private static final int LEVELS = 1 << 16;
    private static final float[] NORMAL = normalQuantiles();

    private final ModelConfig config;
    private final long seed;
    private final Map<Integer, Float> steering;

    RandomWeights(ModelConfig config, long seed, SyntheticTokenizer tokenizer) {
        if (tokenizer.size() > config.languageModel().vocabularySize()) {
            throw new IllegalArgumentException("vocabulary: expected at least " + tokenizer.size() + ", found "
                    + config.languageModel().vocabularySize());
        }
        this.config = config;
        this.seed = seed;
        this.steering = Map.of(tokenizer.id(SyntheticTokenizer.SPEECH_FRAME), 1f,
                tokenizer.id(SyntheticTokenizer.SPEECH_START), 0.5f, tokenizer.id(SyntheticTokenizer.SPEECH_END), 0.25f,
                tokenizer.id(SyntheticTokenizer.END_OF_TEXT), 0f);
    }

    Values of(TensorTable.Entry entry) {
        var name = entry.name();
        var shape = entry.shape();
        // A stream of its own for each tensor: no tensor depends on which others are written, or in which order.
        var random = new SplittableRandom((seed * 0x9E3779B97F4A7C15L) ^ name.hashCode());
        if (name.equals(Checkpoint.EMBEDDINGS) || name.equals(Checkpoint.LM_HEAD)) {
            return new Rows(draws(random, 0, 1 / Math.sqrt(shape.get(1))), Math.toIntExact(shape.get(1)));
        }
        return switch (shape.size()) {
            case 0 -> constant(name.endsWith("scaling_factor") ? 0.1962f : -0.0495f);
            case 1 -> vector(random, name);
            default -> draws(random, 0, scale(name) / Math.sqrt(inputs(entry)));
        };
    }

    private Values vector(SplittableRandom random, String name) {
        if (name.endsWith("gamma")) {
            return draws(random, 0.4, 0.05);
        }
        if (name.endsWith("norm.weight") || name.endsWith("layernorm.weight")) {
            return draws(random, 1, 0.1);
        }
        if (name.endsWith("connector.fc2.bias")) {
            // Two connectors: together they put the shared direction into every frame's embedding once.
            return new Rows(constant(0), config.languageModel().hiddenSize(), Map.of(0, 0.5f));
        }
        return draws(random, 0, 0.05);
    }

    private double scale(String name) {
        if (name.endsWith("o_proj.weight") || name.endsWith("mlp.down_proj.weight")) {
            return 1 / Math.sqrt(2.0 * config.languageModel().layers());
        }
        if (name.endsWith("connector.fc2.weight")) {
            return 0.06;
        }
        if (name.startsWith("model.prediction_head.layers") && name.endsWith("adaLN_modulation.1.weight")) {
            return 0.4;
        }
        return name.equals("model.acoustic_tokenizer.decoder.head.conv.conv.weight") ? 0.03 : 1;
    }

    /** How many inputs add up in one output. */
    private static double inputs(TensorTable.Entry entry) {
        var shape = entry.shape();
        if (entry.name().contains(".convtr.")) {
            return shape.get(0) * 2.0;
        }
        return shape.get(1) * (shape.size() == 3 ? (double) shape.get(2) : 1.0);
    }

    private static Values constant(float value) {
        short bits = bf16(value);
        return buffer -> {
            while (buffer.hasRemaining()) {
                buffer.putShort(bits);
            }
        };
    }

    /** Normal numbers, four from one draw: a table of 65,536 levels is finer than bf16. */
    private static Values draws(SplittableRandom random, double mean, double deviation) {
        var table = new short[LEVELS];
        for (int i = 0; i < LEVELS; i++) {
            table[i] = bf16((float) (mean + deviation * NORMAL[i]));
        }
        return buffer -> {
            while (buffer.remaining() >= Long.BYTES) {
                long bits = random.nextLong();
                buffer.putShort(table[(int) bits & 0xFFFF]).putShort(table[(int) (bits >>> 16) & 0xFFFF])
                        .putShort(table[(int) (bits >>> 32) & 0xFFFF]).putShort(table[(int) (bits >>> 48)]);
            }
            while (buffer.hasRemaining()) {
                buffer.putShort(table[(int) random.nextLong() & 0xFFFF]);
            }
        };
    }

    /** Other values with some rows put in their place. */
    private final class Rows implements Values {
        private final Values others;
        private final int width;
        private final Map<Integer, Float> rows;
        private final float[] direction;
        private long element;

        Rows(Values others, int width) {
            this(others, width, steering);
        }

        Rows(Values others, int width, Map<Integer, Float> rows) {
            this.others = others;
            this.width = width;
            this.rows = rows;
            this.direction = new float[width];
            var signs = new SplittableRandom(seed);
            for (int i = 0; i < width; i++) {
                direction[i] = signs.nextBoolean() ? 1 : -1;
            }
        }

        @Override
        public void fill(ByteBuffer buffer) {
            int start = buffer.position();
            others.fill(buffer);
            long end = element + (buffer.position() - start) / Short.BYTES;
            rows.forEach((row, share) -> {
                long first = (long) row * width;
                for (long i = Math.max(element, first); i < Math.min(end, first + width); i++) {
                    buffer.putShort(start + (int) (i - element) * Short.BYTES,
                            bf16(share * direction[(int) (i - first)]));
                }
            });
            element = end;
        }
    }

    /** Rounds to nearest, ties to even. */
    static short bf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }

    /** The normal distribution's inverse at the middle of each level, by summing its density. */
    private static float[] normalQuantiles() {
        var quantiles = new float[LEVELS];
        double step = 1e-4;
        double x = -6;
        double below = 0;
        for (int i = 0; i < LEVELS; i++) {
            double target = (i + 0.5) / LEVELS;
            while (below < target && x < 6) {
                below += step * Math.exp(-(x + step / 2) * (x + step / 2) / 2) / Math.sqrt(2 * Math.PI);
                x += step;
            }
            quantiles[i] = (float) x;
        }
        return quantiles;
    }
}
