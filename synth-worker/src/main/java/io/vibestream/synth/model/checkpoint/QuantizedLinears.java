package io.vibestream.synth.model.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The linear layers of a checkpoint's language model in 4 or 8 bits, in a file of their own: made once, and found again by the
 * sizes and times of the checkpoint's files. The checkpoint stays as it is.
 */
public final class QuantizedLinears {

    /** Weights that share one scale, neighbours in a row. */
    public static final int BLOCK = 32;

    private static final List<String> LAYERS = List.of("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj",
            "self_attn.o_proj", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj");
    private static final String CODES = ".codes";
    private static final String SCALES = ".scales";

    private final int bits;
    private final Map<String, StoredTensor> tensors;

    private QuantizedLinears(int bits, Map<String, StoredTensor> tensors) {
        this.bits = bits;
        this.tensors = tensors;
    }

    /**
     * Finds what was made of a checkpoint, or makes it.
     *
     * @param bits 4 or 8
     * @param cache where it is kept; the first time takes about a second for every 100 million weights
     * @throws ModelLoadException when it cannot be written
     */
    public static QuantizedLinears of(Checkpoint checkpoint, int bits, Path cache) {
        if (bits != 4 && bits != 8) {
            throw new IllegalArgumentException("bits: expected 4 or 8, found " + bits);
        }
        try {
            var kept = new KeptFile(Files.createDirectories(cache),
                    "language-model-int" + bits + "-" + identity(checkpoint));
            var whole = kept.find();
            var file = whole.isPresent()
                    ? whole.get()
                    : kept.make(channel -> write(channel, weights(checkpoint), bits));
            return new QuantizedLinears(bits, Safetensors.read(file).tensors());
        } catch (IOException e) {
            throw new ModelLoadException(cache + ": the language model in " + bits + " bits cannot be kept there: " + e,
                    e);
        }
    }

    private static String identity(Checkpoint checkpoint) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var files = new TreeSet<Path>();
            checkpoint.tensors().values().forEach(tensor -> files.add(tensor.file()));
            for (var file : files) {
                digest.update((file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis() + "\n")
                        .getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (IOException e) {
            throw new ModelLoadException("weights cannot be looked at: " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Rows that do not divide into blocks stay as they are. */
    private static List<StoredTensor> weights(Checkpoint checkpoint) {
        var weights = new ArrayList<StoredTensor>();
        for (int i = 0; i < checkpoint.config().languageModel().layers(); i++) {
            for (var layer : LAYERS) {
                var weight = checkpoint.tensor("model.language_model.layers." + i + "." + layer + ".weight");
                if (columns(weight) % BLOCK == 0) {
                    weights.add(weight);
                }
            }
        }
        return weights;
    }

    private static int columns(StoredTensor weight) {
        return Math.toIntExact(weight.shape().get(1));
    }

    private static void write(FileChannel channel, List<StoredTensor> weights, int bits) throws IOException {
        writeHeader(channel, weights, bits);
        for (var weight : weights) {
            var blocks = Blocks.of(weight.floats(), bits);
            SafetensorsWriter.write(channel, blocks.codeBytes());
            SafetensorsWriter.write(channel, blocks.scaleBytes());
        }
    }

    private static void writeHeader(FileChannel channel, List<StoredTensor> weights, int bits) throws IOException {
        var writer = new SafetensorsWriter();
        for (var weight : weights) {
            long rows = weight.shape().getFirst();
            long blocks = columns(weight) / BLOCK;
            writer.announce(weight.name() + CODES, DType.U8, List.of(rows, blocks, (long) BLOCK * bits / Byte.SIZE));
            writer.announce(weight.name() + SCALES, DType.F32, List.of(rows, blocks));
        }
        writer.writeHeader(channel);
    }

    public int bits() {
        return bits;
    }

    /** Whether there is a weight of this name, such as {@code model.language_model.layers.0.mlp.up_proj.weight}. */
    public boolean has(String weight) {
        return tensors.containsKey(weight + CODES);
    }

    /** U8 {@code [rows, blocks, bytes of a block]}, of two 4-bit codes in a byte the lower half first. */
    public StoredTensor codes(String weight) {
        return tensor(weight + CODES);
    }

    /** F32 {@code [rows, blocks]}. */
    public StoredTensor scales(String weight) {
        return tensor(weight + SCALES);
    }

    private StoredTensor tensor(String name) {
        return Optional.ofNullable(tensors.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no quantised tensor " + name));
    }

    /**
     * Numbers as small integers: {@code (code - 2^(bits - 1)) * scale}. The number of the largest magnitude in a block is the
     * lowest code, so that it is met exactly and the whole range of codes is used.
     */
    static final class Blocks {

        private final byte[] codes;
        private final float[] scales;

        private Blocks(byte[] codes, float[] scales) {
            this.codes = codes;
            this.scales = scales;
        }

        static Blocks of(float[] numbers, int bits) {
            int zero = 1 << (bits - 1);
            int perByte = Byte.SIZE / bits;
            var codes = new byte[numbers.length / perByte];
            var scales = new float[numbers.length / BLOCK];
            for (int block = 0; block < scales.length; block++) {
                float extreme = 0;
                for (int i = block * BLOCK; i < (block + 1) * BLOCK; i++) {
                    extreme = Math.abs(numbers[i]) > Math.abs(extreme) ? numbers[i] : extreme;
                }
                float scale = extreme / -zero;
                scales[block] = scale;
                for (int i = block * BLOCK; scale != 0 && i < (block + 1) * BLOCK; i++) {
                    int code = Math.clamp(Math.round(numbers[i] / scale) + zero, 0, 2 * zero - 1);
                    codes[i / perByte] |= (byte) (code << (i % perByte * bits));
                }
            }
            return new Blocks(codes, scales);
        }

        /** The byte that holds the code of a number. */
        byte code(int at) {
            return codes[at];
        }

        float scale(int block) {
            return scales[block];
        }

        ByteBuffer codeBytes() {
            return ByteBuffer.wrap(codes);
        }

        ByteBuffer scaleBytes() {
            var bytes = ByteBuffer.allocate(scales.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(scales);
            return bytes;
        }
    }
}
