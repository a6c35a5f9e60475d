package io.vibestream.gateway.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;

/** Answers to calls that never reach a route: unreadable ones. In the same shapes as every other problem. */
final class Rejections implements DirectHandler {

    static DirectHandlers all() {
        var handlers = DirectHandlers.builder();
        for (var type : EventType.values()) {
            handlers.addHandler(type, new Rejections());
        }
        return handlers.build();
    }

    @Override
    public TransportResponse handle(TransportRequest request, EventType type, Status status,
            ServerResponseHeaders headers, String message) {
        if (type == EventType.INTERNAL_ERROR && request.path().isEmpty()) {
            // The server takes it for its own failure when the first line cannot be read.
            return handle(request, EventType.BAD_REQUEST, Status.BAD_REQUEST_400, headers, message);
        }
        var problem = isTheirs(status)
                ? Problem.of(status.code(), "invalid_request_error", "The request is not acceptable as HTTP 1.1")
                : Problem.of(status.code(), "server_error", "The gateway failed");
        // A request line that is too long to be read has no path, and OpenAI's envelope says the same in more words.
        var body = request.path().isEmpty() || Exchange.isOpenAi(request.path()) ? problem.openAi() : problem.plain();
        return TransportResponse.builder().status(status).headers(headers).keepAlive(type.keepAlive())
                .header(HeaderValues.create(Exchange.REQUEST_ID, CallId.random().value()))
                .header(HeaderValues.CONTENT_TYPE_JSON).entity(Json.bytes(body)).build();
    }

    /** Whether the caller is at fault: who speaks another version of HTTP, or a part of it that is unknown here, is, too. */
    private static boolean isTheirs(Status status) {
        return status.code() < 500 || status.equals(Status.NOT_IMPLEMENTED_501)
                || status.equals(Status.HTTP_VERSION_NOT_SUPPORTED_505);
    }
}
