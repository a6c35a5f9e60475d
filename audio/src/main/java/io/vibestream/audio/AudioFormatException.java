package io.vibestream.audio;

import java.io.Serial;

/** The bytes are not a sound file this module reads; the message says what was expected and what was found. */
public final class AudioFormatException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public AudioFormatException(String message) {
        super(message);
    }

    public AudioFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
