package io.vibestream.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reading bodies and writing answers, the same for every route. */
public final class Exchange {

    static final HeaderName SHOULD_RETRY = HeaderNames.create("x-should-retry");

    private Exchange() {}

    /**
     * The whole body.
     *
     * @throws ProblemException when it is longer than {@code limit} bytes
     */
    public static byte[] body(ServerRequest request, int limit) {
        long declared = request.headers().contentLength().orElse(0);
        try {
            var bytes = declared > limit || !request.content().hasEntity()
                    ? new byte[0]
                    : request.content().inputStream().readNBytes(limit + 1);
            if (declared > limit || bytes.length > limit) {
                throw new ProblemException(Problem.of(413, "invalid_request_error",
                        "The request body is too large: expected at most " + limit + " bytes"));
            }
            return bytes;
        } catch (NumberFormatException noLength) { // Helidon's word for a chunk whose length is no number
            throw new ProblemException(Problem.badRequest("The request body is unreadable: bad chunked encoding"));
        } catch (IOException broken) {
            throw new UncheckedIOException("the request body ended early", broken);
        }
    }

    public static void send(ServerResponse response, int status, JsonNode body) {
        response.status(Status.create(status));
        response.header(HeaderValues.CONTENT_TYPE_JSON);
        response.send(Json.bytes(body));
    }

    /** Answers with a problem, in OpenAI's shape under {@code /v1} and in a plain one elsewhere. */
    static void send(ServerRequest request, ServerResponse response, Problem problem) {
        problem.retry().ifPresent(retry -> response.header(SHOULD_RETRY, retry.toString()));
        send(response, problem.status(),
                isOpenAi(request.path().absolute().path()) ? problem.openAi() : problem.plain());
    }

    static boolean isOpenAi(String path) {
        return path.equals("/v1") || path.startsWith("/v1/");
    }
}
