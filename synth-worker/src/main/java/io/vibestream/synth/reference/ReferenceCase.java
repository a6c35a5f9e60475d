package io.vibestream.synth.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vibestream.audio.Pcm;
import io.vibestream.synth.engine.ControlTokens;
import io.vibestream.synth.engine.Preparation;
import io.vibestream.synth.engine.Preparation.Recording;
import io.vibestream.synth.engine.Utterance;
import io.vibestream.synth.model.checkpoint.Safetensors;
import io.vibestream.synth.model.checkpoint.StoredTensor;
import io.vibestream.synth.tokenizer.PromptWriter;
import io.vibestream.synth.tokenizer.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One recorded case: {@code case-NAME.json} says what was asked, {@code case-NAME.safetensors} holds what went in and what
 * came out.
 */
public final class ReferenceCase {

    private static final int SAMPLE_RATE = 24_000;

    private final String name;
    private final JsonNode settings;
    private final Map<String, StoredTensor> tensors;

    private ReferenceCase(String name, JsonNode settings, Map<String, StoredTensor> tensors) {
        this.name = name;
        this.settings = settings;
        this.tensors = tensors;
    }

    /** Reads the case of a {@code case-NAME.json}. */
    public static ReferenceCase read(Path json) throws IOException {
        var file = json.getFileName().toString();
        var name = file.substring("case-".length(), file.length() - ".json".length());
        var tensors = Safetensors.read(json.resolveSibling("case-" + name + ".safetensors")).tensors();
        return new ReferenceCase(name, new ObjectMapper().readTree(json.toFile()), tensors);
    }

    public String name() {
        return name;
    }

    /** Steps after which the reference stopped, if it had not before. */
    public int maxSteps() {
        return settings.required("max_new_tokens").asInt();
    }

    /** The ids of the whole prompt. */
    public List<Integer> prompt() {
        return Arrays.stream(tensor("input_ids").longs()).mapToObj(Math::toIntExact).toList();
    }

    /** The ids that were chosen, step by step. */
    public List<Integer> tokens() {
        return Arrays.stream(tensor("tokens").longs()).mapToObj(Math::toIntExact).toList();
    }

    /** Names of the columns of the logits. */
    public List<String> logitColumns() {
        return elements(settings.required("logit_columns")).map(JsonNode::asText).toList();
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    public boolean has(String tensor) {
        return tensors.containsKey(tensor);
    }

    /** The numbers of a recorded tensor. */
    public float[] floats(String tensor) {
        return tensor(tensor).floats();
    }

    StoredTensor tensor(String tensor) {
        var found = tensors.get(tensor);
        if (found == null) {
            throw new IllegalArgumentException("case " + name + " has no tensor " + tensor);
        }
        return found;
    }

    /** What is asked of the engine; lines and voices come with {@link #ready}. */
    public Utterance utterance() {
        var lines = elements(settings.required("lines")).map(line -> new Utterance.Line(
                line.required("speaker").asText(), line.required("speaker").asText(), line.required("text").asText()))
                .toList();
        return new Utterance(lines, settings.required("cfg_scale").asDouble(),
                settings.required("diffusion_steps").asInt(), Utterance.Solver.ODE, 0, false);
    }

    /** The prompt as our own writer makes it of the lines. */
    List<Integer> written(PromptWriter writer) {
        var turns = elements(settings.required("lines"))
                .map(line -> new Script.Turn(line.required("speaker").asInt() - 1, line.required("text").asText()))
                .toList();
        var frames = elements(settings.required("voices")).map(voice -> voice.required("frames").asInt()).toList();
        return Arrays.stream(writer.write(turns, frames).toArray()).boxed().toList();
    }

    /** The recorded prompt with its recordings, normalised as the reference does. */
    public Preparation.Ready ready(ControlTokens control) {
        var prompt = prompt();
        var recordings = new ArrayList<Recording>();
        int at = 0;
        for (var voice : settings.required("voices")) {
            while (prompt.get(at) != control.frame()) {
                at++;
            }
            var samples = floats("voice_" + voice.required("speaker").asInt());
            recordings.add(new Recording(name + "/" + recordings.size(), at,
                    Pcm.of(SAMPLE_RATE, normalized(samples))));
            at += voice.required("frames").asInt();
        }
        return new Preparation.Ready(prompt, prompt.size(), recordings, List.of(), List.of());
    }

    private static float[] normalized(float[] samples) {
        double squares = 0;
        for (float sample : samples) {
            squares += sample * sample;
        }
        // In float32, as the reference does: a gain that differs in its last place colours the whole voice.
        float gain = (float) Math.pow(10, -25 / 20.0) / ((float) Math.sqrt((float) (squares / samples.length)) + 1e-6f);
        float peak = 0;
        for (float sample : samples) {
            peak = Math.max(peak, Math.abs(sample * gain));
        }
        var result = new float[samples.length];
        for (int i = 0; i < result.length; i++) {
            float level = samples[i] * gain;
            result[i] = peak > 1 ? level / (peak + 1e-6f) : level;
        }
        return result;
    }
}
