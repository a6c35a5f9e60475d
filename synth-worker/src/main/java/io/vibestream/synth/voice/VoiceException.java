package io.vibestream.synth.voice;

import java.io.Serial;

/** A recording that cannot be used; the message names it and says what was expected. */
public final class VoiceException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public VoiceException(String message) {
        super(message);
    }

    public VoiceException(String message, Throwable cause) {
        super(message, cause);
    }
}
