package io.vibestream.gateway.pipeline;

import java.io.Serial;

/** The pipeline could not be reached, or its answer could not be read. */
public final class PipelineException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public PipelineException(String message, Throwable cause) {
        super(message, cause);
    }
}
