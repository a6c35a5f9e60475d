package io.vibestream.synth.reference;

import io.vibestream.synth.engine.Noise;

/** The numbers that the reference drew. */
public final class RecordedNoise implements Noise {

    private final ReferenceCase recorded;
    private final float[] frames;

    public RecordedNoise(ReferenceCase recorded) {
        this.recorded = recorded;
        this.frames = recorded.has("frame_noise") ? recorded.floats("frame_noise") : new float[0];
    }

    @Override
    public void frame(int frame, float[] target, int from, int count) {
        // A slot draws before it chooses, so one more frame than was spoken may be asked for.
        if ((frame + 1) * count <= frames.length) {
            System.arraycopy(frames, frame * count, target, from, count);
        }
    }

    @Override
    public void step(int frame, int step, float[] target, int from, int count) {
        throw new IllegalStateException("the reference used the solver without fresh noise");
    }

    @Override
    public float voiceScale(int voice) {
        return recorded.floats("voice_noise_scale")[voice];
    }

    @Override
    public void voice(int voice, float[] target, int from, int count) {
        var noise = recorded.tensor("voice_noise");
        int size = Math.toIntExact(noise.elements() / noise.shape().getFirst());
        System.arraycopy(noise.floats(), voice * size, target, from, count);
    }
}
