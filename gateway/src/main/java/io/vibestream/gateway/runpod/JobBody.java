package io.vibestream.gateway.runpod;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.http.Problem;
import io.vibestream.gateway.http.ProblemException;
import io.vibestream.gateway.webhooks.WebhookAddress;
import io.vibestream.runtime.stores.CallersStore;
import java.net.URI;
import java.util.Optional;

/**
 * What a caller posts to {@code run} and {@code runsync}. Pure.
 *
 * @param input whatever the caller put there; {@link JobInput} reads it
 * @param webhook who is told of the job's end
 * @param store where the audio is to go, if not where the service is set up to put it
 */
record JobBody(JsonNode input, Policy policy, Optional<URI> webhook, Optional<CallersStore> store) {

    /** @throws ProblemException when the body is no job */
    static JobBody read(JsonNode body, S3Config stores) {
        if (!body.isObject()) {
            throw new ProblemException(
                    Problem.badRequest("expected an object with an 'input', found " + Json.kind(body)));
        }
        if (!body.has("input")) {
            throw new ProblemException(Problem.badRequest("expected an object with an 'input', found one without"));
        }
        return new JobBody(body.path("input"), Policy.read(body.path("policy")), webhook(body.path("webhook")),
                stores.read(body.path("s3Config")));
    }

    private static Optional<URI> webhook(JsonNode written) {
        if (written.isMissingNode() || written.isNull() || (written.isTextual() && written.textValue().isEmpty())) {
            return Optional.empty();
        }
        if (!written.isTextual()) {
            throw new ProblemException(Problem.badRequest("webhook: expected a string, found " + Json.kind(written)));
        }
        return Optional
                .of(WebhookAddress.read(written.textValue()).orElseThrow(() -> new ProblemException(Problem.badRequest(
                        "webhook: expected " + WebhookAddress.EXPECTED))));
    }
}
