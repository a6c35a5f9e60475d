package io.vibestream.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What is wrong with a call, as it is answered.
 *
 * @param type one of OpenAI's error types
 * @param param the field of the body that is wrong
 * @param code a word for programs
 * @param retry whether a client's library should try again by itself; absent: as the status has it
 */
public record Problem(int status, String type, String message, Optional<String> param, Optional<String> code,
        Optional<Boolean> retry) {

    public static Problem badRequest(String message) {
        return of(400, "invalid_request_error", message);
    }

    public static Problem badRequest(String message, String param) {
        return badRequest(message).about(param);
    }

    public static Problem of(int status, String type, String message) {
        return new Problem(status, type, message, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public Problem about(String field) {
        return new Problem(status, type, message, Optional.of(field), code, retry);
    }

    public Problem coded(String word) {
        return new Problem(status, type, message, param, Optional.of(word), retry);
    }

    /** For what will fail again in the same way, or was tried often enough. */
    public Problem notWorthRetrying() {
        return new Problem(status, type, message, param, code, Optional.of(false));
    }

    /** For what has a good chance in a while. */
    public Problem worthRetrying() {
        return new Problem(status, type, message, param, code, Optional.of(true));
    }

    /** OpenAI's error object, in which all four keys stand whatever they hold. */
    public ObjectNode openAi() {
        var error = Json.object().put("message", message).put("type", type).put("param", param.orElse(null))
                .put("code", code.orElse(null));
        var envelope = Json.object();
        envelope.set("error", error);
        return envelope;
    }

    JsonNode plain() {
        return Json.object().put("error", message);
    }
}
