package io.vibestream.synth;

import io.vibestream.audio.Pcm;
import io.vibestream.synth.engine.Preparation;
import io.vibestream.synth.engine.Utterance;
import io.vibestream.synth.tokenizer.PromptWriter;
import io.vibestream.synth.tokenizer.Script;
import io.vibestream.synth.tokenizer.SpokenText;
import io.vibestream.synth.voice.ReferenceRecording;
import io.vibestream.synth.voice.VoiceRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns an utterance into VibeVoice's prompt: speakers numbered by first appearance, each with the recording of its voice. */
final class VibeVoicePrompts implements Preparation.Preparer {

    private final PromptWriter writer;
    private final VoiceRegistry voices;
    private final int samplesPerFrame;

    VibeVoicePrompts(PromptWriter writer, VoiceRegistry voices, int samplesPerFrame) {
        this.writer = writer;
        this.voices = voices;
        this.samplesPerFrame = samplesPerFrame;
    }

    @Override
    public Preparation prepare(Utterance utterance) {
        var speakers = new LinkedHashMap<String, Integer>();
        var wishes = new ArrayList<String>();
        var turns = new ArrayList<Script.Turn>();
        for (var line : utterance.lines()) {
            var text = SpokenText.clean(line.text()).strip();
            if (!text.isEmpty()) {
                int speaker = speakers.computeIfAbsent(line.speaker(), _ -> {
                    wishes.add(line.voice());
                    return wishes.size() - 1;
                });
                turns.add(new Script.Turn(speaker, text));
            }
        }
        if (turns.isEmpty()) {
            return new Preparation.Refused("nothing to say: no character of the text can be spoken", false);
        }
        if (speakers.size() > Script.MOST_SPEAKERS) {
            return new Preparation.Refused(
                    "expected at most " + Script.MOST_SPEAKERS + " speakers, found " + speakers.size(), false);
        }
        return utterance.disablePrefill() ? ready(turns, Map.of(), List.of()) : withVoices(turns, wishes);
    }

    private Preparation withVoices(List<Script.Turn> turns, List<String> wishes) {
        var recordings = new LinkedHashMap<Integer, VoiceRegistry.Choice>();
        var warnings = new ArrayList<String>();
        for (int speaker = 0; speaker < wishes.size(); speaker++) {
            var choice = voices.choose(wishes.get(speaker));
            if (choice.isEmpty()) {
                return new Preparation.Refused(
                        "No voice files found. Please upload at least one .wav file to the voices directory.", false);
            }
            recordings.put(speaker, choice.get());
            warnings.addAll(choice.get().warnings());
            choice.get().recording().warning().ifPresent(warnings::add);
        }
        return ready(turns, recordings, warnings);
    }

    private Preparation ready(List<Script.Turn> turns, Map<Integer, VoiceRegistry.Choice> chosen,
            List<String> warnings) {
        var choices = List.copyOf(chosen.values());
        var prompt = writer.write(turns,
                choices.stream().map(choice -> choice.recording().frames(samplesPerFrame)).toList());
        var recordings = prompt.voices().stream().map(span -> {
            var recording = choices.get(span.speaker()).recording();
            return new Preparation.Recording(recording.contentHash(), span.from(),
                    Pcm.of(ReferenceRecording.SAMPLE_RATE, recording.forEncoder(samplesPerFrame)));
        }).toList();
        int textTokens = turns.stream().mapToInt(writer::tokens).sum();
        return new Preparation.Ready(Arrays.stream(prompt.toArray()).boxed().toList(), textTokens, recordings,
                choices.stream().map(choice -> choice.recording().name()).toList(), warnings);
    }
}
