package io.vibestream.synth.model.fetch;

import java.io.Serial;

/** A model could not be fetched; the message names the repository or file and, where there is one, the remedy. */
public final class ModelFetchException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public ModelFetchException(String message) {
        super(message);
    }

    public ModelFetchException(String message, Throwable cause) {
        super(message, cause);
    }
}
