package io.vibestream.synth.bench;

import io.vibestream.synth.model.checkpoint.ModelConfig;
import io.vibestream.synth.model.checkpoint.ModelConfig.ConvStack;
import java.util.List;

/**
 * What one tick must read and compute, whatever runs it: every weight that takes part once (the diffusion head once for each
 * solver step), and the keys and values of what was said before.
 *
 * @param parts in the order of a tick; what one part computes cannot begin before the part before it has ended
 */
public record FrameCost(List<Part> parts) {

    private static final int BRANCHES = 2;

    /**
     * One part of a tick.
     *
     * @param bytes that are read
     * @param operations multiplications and additions
     */
    public record Part(String name, long bytes, long operations) {}

    public FrameCost {
        parts = List.copyOf(parts);
    }

    /**
     * The cost of a tick.
     *
     * @param slots sequences that speak in it
     * @param position tokens that each of them has seen
     * @param elementBytes size of a weight in memory
     * @param linearBits of a weight in a linear layer of the language model
     */
    public static FrameCost of(ModelConfig config, int slots, int position, int steps, int elementBytes,
            int linearBits) {
        long rows = (long) BRANCHES * slots;
        long hidden = config.languageModel().hiddenSize();
        long latent = config.acoustic().latentSize();
        long condition = hidden * hidden;
        long modulation = hidden * hidden * (3L * config.diffusionHead().layers() + 2);
        long step = 2 * latent * hidden
                + 3L * config.diffusionHead().layers() * hidden * config.diffusionHead().intermediateSize();
        long connectors = (latent + config.semantic().featureSize()) * hidden + 2 * hidden * hidden;
        return new FrameCost(List.of(
                languageModel(config.languageModel(), rows, position, elementBytes, linearBits),
                new Part("diffusion conditions", (condition + modulation) * elementBytes,
                        2 * rows * (condition + steps * modulation)),
                new Part("diffusion steps", steps * step * elementBytes, 2 * rows * steps * step),
                stack("acoustic decoder", config.acoustic().decoder(), slots, elementBytes),
                stack("semantic encoder", config.semantic().encoder(), slots, elementBytes),
                new Part("connectors", connectors * elementBytes, 2L * slots * connectors)));
    }

    private static Part languageModel(ModelConfig.LanguageModel model, long rows, int position, int elementBytes,
            int linearBits) {
        long hidden = model.hiddenSize();
        long weights = model.layers() * (2 * hidden * model.queryWidth() + 2 * hidden * model.keyValueWidth()
                + 3 * hidden * model.intermediateSize());
        // The branch without the prompt remembers less; here it counts as much.
        long remembered = 2L * model.layers() * model.keyValueWidth() * position * rows;
        long attention = 4L * model.layers() * model.queryWidth() * position * rows;
        return new Part("language model", weights * linearBits / Byte.SIZE + remembered * elementBytes,
                2 * rows * weights + attention);
    }

    private static Part stack(String name, ConvStack stack, int slots, int elementBytes) {
        long weights = 0;
        long operations = 0;
        long positions = stack.upsampling() ? 1 : stack.hop();
        for (int k = 0; k < stack.stages().size(); k++) {
            var stage = stack.stages().get(k);
            boolean up = stack.upsampling() && k > 0;
            long convolution = (long) stage.inputs() * stage.channels() * stage.kernel();
            long block = 2L * ModelConfig.EXPANSION * stage.channels() * stage.channels()
                    + (long) ModelConfig.KERNEL * stage.channels();
            long after = up ? positions * stage.stride() : positions / stage.stride();
            weights += convolution + stage.blocks() * block;
            operations += 2 * (convolution * (up ? positions : after) + stage.blocks() * block * after);
            positions = after;
        }
        long head = (long) ModelConfig.KERNEL * stack.stages().getLast().channels() * stack.outputs();
        return new Part(name, (weights + head) * elementBytes, slots * (operations + 2 * head * positions));
    }

    /** Bytes that a tick reads. */
    public long bytes() {
        return parts.stream().mapToLong(Part::bytes).sum();
    }

    /** Multiplications and additions of a tick. */
    public long operations() {
        return parts.stream().mapToLong(Part::operations).sum();
    }

    /** The shortest time in which a machine of such speed can do a tick, in seconds. */
    public double bound(MachineSpeed speed) {
        return parts.stream().mapToDouble(part -> Math.max(part.bytes() / speed.bytesPerSecond(),
                part.operations() / speed.operationsPerSecond())).sum();
    }
}
