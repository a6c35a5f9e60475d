package io.vibestream.gateway.runpod;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.http.Problem;
import io.vibestream.gateway.http.ProblemException;

/**
 * What a caller posts to {@code run} and {@code runsync}. Pure.
 *
 * @param input whatever the caller put there; {@link JobInput} reads it
 */
record Job(JsonNode input, Policy policy) {

    /** @throws ProblemException when the body is no job */
    static Job read(JsonNode body) {
        if (!body.isObject()) {
            throw new ProblemException(
                    Problem.badRequest("expected an object with an 'input', found " + Json.kind(body)));
        }
        if (!body.has("input")) {
            throw new ProblemException(Problem.badRequest("expected an object with an 'input', found one without"));
        }
        return new Job(body.path("input"), Policy.read(body.path("policy")));
    }
}
