package io.vibestream.synth.preview;

import io.vibestream.audio.Pcm;
import io.vibestream.synth.engine.Speech;
import io.vibestream.synth.engine.Spoken;
import io.vibestream.synth.engine.Utterance;
import io.vibestream.synth.engine.Utterance.Line;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/**
 * One chunk, phrase by phrase: each is made when it is asked for, on the thread that asks. A phrase takes some tens of
 * milliseconds, so patience is not looked at.
 */
final class PreviewSpeech implements Speech {

    private static final int SAMPLE_RATE = 24_000;
    /** For text without any sound, so that its place in the track can be seen. */
    private static final int SILENCE = SAMPLE_RATE / 2;

    private record Phrase(double pitch, String text) {}

    private final PreviewVoice voice;
    private final BooleanSupplier engineClosed;
    private final Queue<Phrase> phrases = new ArrayDeque<>();
    private final List<String> warnings = new ArrayList<>();
    private int stumbles;
    private boolean anySound;
    private boolean closed;

    PreviewSpeech(PreviewVoice voice, Utterance utterance, BooleanSupplier engineClosed) {
        this.voice = voice;
        this.engineClosed = engineClosed;
        int leftOut = 0;
        for (var line : utterance.lines()) {
            var speakable = SpeakableText.of(line.text());
            leftOut += speakable.leftOut();
            double pitch = SpeakerPitch.of(line.speaker());
            Phrases.of(speakable.text()).stream().filter(SpeakableText::hasSound)
                    .forEach(text -> phrases.add(new Phrase(pitch, text)));
        }
        warn(utterance.lines(), leftOut);
    }

    private void warn(List<Line> lines, int leftOut) {
        warnings.add("preview voice: " + voice.name() + ", not VibeVoice");
        var wished = new LinkedHashSet<String>();
        lines.forEach(line -> wished.add(line.voice()));
        wished.remove(voice.name());
        wished.forEach(wish -> warnings
                .add("voice '" + wish + "' was not used: the preview engine has one voice and no use for recordings"));
        if (lines.stream().map(Line::speaker).distinct().count() > 1) {
            warnings.add("speakers differ in pitch only");
        }
        if (leftOut > 0) {
            warnings.add("the preview voice reads English only: " + leftOut + " characters were left out");
        }
        if (phrases.isEmpty()) {
            warnings.add("nothing to say in a chunk: it is silence");
        }
    }

    @Override
    public Spoken next(Duration patience) {
        if (closed) {
            throw new IllegalStateException("the speech is closed");
        }
        if (engineClosed.getAsBoolean()) {
            return new Spoken.Failed("the preview engine was closed", true);
        }
        while (!phrases.isEmpty()) {
            var audio = say(phrases.remove());
            if (audio.length() > 0) {
                anySound = true;
                return new Spoken.Audio(audio);
            }
        }
        if (!anySound) {
            anySound = true;
            return new Spoken.Audio(Pcm.silence(SAMPLE_RATE, SILENCE));
        }
        return finished();
    }

    private Pcm say(Phrase phrase) {
        try {
            return SpeakerPitch.apply(voice.say(phrase.text()), phrase.pitch(), SAMPLE_RATE);
        } catch (PreviewVoiceException stumble) {
            stumbles++; // The rest of the chunk can still be heard; the result says that something is missing.
            return Pcm.silence(SAMPLE_RATE, 0);
        }
    }

    private Spoken finished() {
        if (stumbles > 0) {
            warnings.add("the preview voice could not say " + stumbles + " phrases: they are missing");
            stumbles = 0;
        }
        return new Spoken.Finished(List.of(voice.name()), warnings);
    }

    @Override
    public void close() {
        closed = true;
        phrases.clear();
    }
}
