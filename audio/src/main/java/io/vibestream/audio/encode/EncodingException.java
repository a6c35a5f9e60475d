package io.vibestream.audio.encode;

import java.io.Serial;

/** An encoder could not be loaded, or failed on its way. */
public final class EncodingException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public EncodingException(String message) {
        super(message);
    }

    public EncodingException(String message, Throwable cause) {
        super(message, cause);
    }
}
