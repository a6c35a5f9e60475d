package io.vibestream.gateway.openai;

/** How a caller of {@code audio/speech} gets the sound. */
enum Voicing {
    /** As it is spoken, as OpenAI does. */
    AUDIO,
    /** As it is spoken, in server-sent events. */
    EVENTS,
    /** In one piece, when all of it is spoken: with its length in it and its loudness measured over all of it. */
    WHOLE
}
