package io.vibestream.gateway.http;

import io.helidon.webserver.http.ServerRequest;
import io.vibestream.schemas.Priority;

/**
 * Whose key a call shows.
 *
 * @param priority the most urgent lane that the holder may use
 */
public record Holder(String name, Priority priority) {

    /** Where no keys are needed, everybody is. */
    static final String NOBODY = "anonymous";

    public static Holder of(ServerRequest request) {
        return request.context().get(Holder.class).orElseThrow(
                () -> new IllegalStateException("nobody comes in without passing the gate"));
    }
}
