package io.vibestream.synth.preview;

import io.vibestream.audio.Pcm;

/** A small synthesizer. Safe to share: every implementation lets one thread in at a time, for none of them could bear two. */
interface PreviewVoice {

    /** The name that results carry. */
    String name();

    /**
     * Says one phrase of {@link SpeakableText}, at the voice's own sample rate; the same phrase always sounds the same.
     * Empty when the phrase has no sound.
     *
     * @throws PreviewVoiceException when the synthesizer stumbles over the phrase
     */
    Pcm say(String phrase);
}
