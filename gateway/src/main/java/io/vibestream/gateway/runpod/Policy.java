package io.vibestream.gateway.runpod;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.http.Problem;
import io.vibestream.gateway.http.ProblemException;
import io.vibestream.schemas.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A job's {@code policy}: how long it may take and which lane it goes through. Pure.
 *
 * @param executionTimeout as RunPod has it, but counted from the submission: nobody can tell beforehand how long a job will queue
 * @param ttl how long the job may exist unfinished
 * @param priority bulk for what RunPod calls a low priority
 */
record Policy(Optional<Duration> executionTimeout, Optional<Duration> ttl, Priority priority) {

    private static final Duration LONGEST = Duration.ofDays(7);
    private static final Duration SHORTEST_EXECUTION = Duration.ofSeconds(5);
    private static final Duration SHORTEST_TTL = Duration.ofSeconds(10);

    static final Policy NONE = new Policy(Optional.empty(), Optional.empty(), Priority.INTERACTIVE);

    /** @throws ProblemException when the policy is something else */
    static Policy read(JsonNode policy) {
        if (policy.isMissingNode() || policy.isNull()) {
            return NONE;
        }
        if (!policy.isObject()) {
            throw new ProblemException(Problem.badRequest("policy: expected an object, found " + Json.kind(policy)));
        }
        var low = policy.path("lowPriority");
        if (!low.isBoolean() && !low.isMissingNode() && !low.isNull()) {
            throw new ProblemException(
                    Problem.badRequest("policy.lowPriority: expected a boolean, found " + Json.kind(low)));
        }
        return new Policy(millis(policy, "executionTimeout", SHORTEST_EXECUTION), millis(policy, "ttl", SHORTEST_TTL),
                low.booleanValue() ? Priority.BULK : Priority.INTERACTIVE);
    }

    private static Optional<Duration> millis(JsonNode policy, String field, Duration shortest) {
        var written = policy.path(field);
        if (written.isMissingNode() || written.isNull()) {
            return Optional.empty();
        }
        if (!written.isNumber() || !written.canConvertToExactIntegral() || !written.canConvertToLong()
                || written.longValue() < shortest.toMillis() || written.longValue() > LONGEST.toMillis()) {
            throw new ProblemException(
                    Problem.badRequest("policy.%s: expected a whole number of milliseconds from %d to %d, found %s"
                            .formatted(field, shortest.toMillis(), LONGEST.toMillis(),
                                    written.isNumber() ? written.asText() : Json.kind(written))));
        }
        return Optional.of(Duration.ofMillis(written.longValue()));
    }

    /** When a job submitted now is given up, unless the service's own setting says so earlier. */
    Optional<Instant> deadline(Instant now) {
        return Stream.of(executionTimeout, ttl).flatMap(Optional::stream).min(Duration::compareTo).map(now::plus);
    }
}
