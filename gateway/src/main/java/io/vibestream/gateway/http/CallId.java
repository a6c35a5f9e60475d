package io.vibestream.gateway.http;

import io.helidon.webserver.http.ServerRequest;
import java.util.UUID;

/** The name of one HTTP call: its {@code x-request-id}, and the root of the id of the request that it makes. */
public record CallId(String value) {

    static CallId random() {
        return new CallId(UUID.randomUUID().toString());
    }

    public static CallId of(ServerRequest request) {
        return request.context().get(CallId.class).orElseThrow(
                () -> new IllegalStateException("every call is named before it is routed"));
    }
}
