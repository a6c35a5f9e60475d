package io.vibestream.broker;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The development broker did not start, or ended by itself. */
public final class BrokerException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    BrokerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
