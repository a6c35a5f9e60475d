package io.vibestream.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Reading bodies and writing answers, the same for every route. */
public final class Exchange {

    static final HeaderName REQUEST_ID = HeaderNames.create("x-request-id");
    static final HeaderName SHOULD_RETRY = HeaderNames.create("x-should-retry");

    private static final long MAX_SKIPPED = 1 << 20;

    private Exchange() {}

    /** Stands in the context of a call whose body was not read to its end: what follows on the connection is no request. */
    private enum Remainder {
        UNREAD
    }

    /**
     * The whole body. After a failure the connection ends with the answer.
     *
     * @throws ProblemException when it is longer than {@code limit} bytes
     */
    public static byte[] body(ServerRequest request, int limit) {
        if (request.headers().contentLength().orElse(0) > limit) {
            throw new ProblemException(tooLarge(limit)); // not begun: the server itself skips it
        }
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        boolean whole = false;
        try {
            var bytes = read(request.content().inputStream(), limit);
            whole = true;
            return bytes;
        } catch (NumberFormatException noLength) { // Helidon's word for a chunk whose length is no number
            throw new ProblemException(Problem.badRequest("The request body is unreadable: bad chunked encoding"));
        } catch (IOException | UncheckedIOException | DataReader.InsufficientDataAvailableException brokenOff) {
            throw new CloseConnectionException("the caller broke off in the middle of a request", brokenOff);
        } finally {
            if (!whole) {
                request.context().register(Remainder.UNREAD);
            }
        }
    }

    private static byte[] read(InputStream body, int limit) throws IOException {
        var bytes = body.readNBytes(limit + 1);
        if (bytes.length > limit) {
            // Who closes a connection with unread bytes resets it, and the answer with it. A sender who was a little wrong shall hear it.
            for (long left = MAX_SKIPPED, skipped = 1; left > 0 && skipped > 0; left -= skipped) {
                skipped = body.skip(left);
            }
            throw new ProblemException(tooLarge(limit));
        }
        return bytes;
    }

    private static Problem tooLarge(int limit) {
        return Problem.of(413, "invalid_request_error",
                "The request body is too large: expected at most " + limit + " bytes");
    }

    public static void send(ServerResponse response, int status, JsonNode body) {
        response.status(Status.create(status));
        response.header(HeaderValues.CONTENT_TYPE_JSON);
        response.send(Json.bytes(body));
    }

    /** Answers with a problem, in OpenAI's shape under {@code /v1} and in a plain one elsewhere. */
    static void send(ServerRequest request, ServerResponse response, Problem problem) {
        if (isLast(request)) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        problem.retry().ifPresent(retry -> response.header(SHOULD_RETRY, retry.toString()));
        send(response, problem.status(),
                isOpenAi(request.path().absolute().path()) ? problem.openAi() : problem.plain());
    }

    /** Whether nothing can follow this call on its connection. The header tells the caller so; the server would read on. */
    static boolean isLast(ServerRequest request) {
        return request.context().get(Remainder.class).isPresent();
    }

    static boolean isOpenAi(String path) {
        return path.equals("/v1") || path.startsWith("/v1/");
    }
}
