package io.vibestream.gateway.jobs;

import io.vibestream.gateway.pipeline.Standing;
import io.vibestream.schemas.Priority;
import io.vibestream.schemas.RequestState;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which jobs are to be listed. Pure.
 *
 * @param after the job before the first that is wanted
 * @param states none: all
 */
record JobQuery(int limit, Optional<JobId> after, Set<RequestState> states, Optional<Priority> priority) {

    private static final int USUAL_LIMIT = 20;
    private static final int HIGHEST_LIMIT = 100;

    /**
     * Reads the query of an address.
     *
     * @param parameter the value of a parameter, if it is there
     */
    static JobQuery read(Function<String, Optional<String>> parameter) {
        var states = parameter.apply("state").stream().flatMap(written -> Arrays.stream(written.split(",", -1)))
                .map(word -> Fields.choice("state", word, RequestState.values()))
                .collect(Collectors.toUnmodifiableSet());
        return new JobQuery(parameter.apply("limit").map(JobQuery::limit).orElse(USUAL_LIMIT),
                parameter.apply("after").map(JobId::of), states,
                parameter.apply("priority").map(word -> Fields.choice("priority", word, Priority.values())));
    }

    private static int limit(String written) {
        int limit = written.matches("[0-9]{1,3}") ? Integer.parseInt(written) : 0;
        if (limit < 1 || limit > HIGHEST_LIMIT) {
            throw Fields.bad("limit", "Invalid 'limit': expected a whole number from 1 to " + HIGHEST_LIMIT,
                    "invalid_value");
        }
        return limit;
    }

    boolean wants(Standing standing) {
        return (states.isEmpty() || states.contains(standing.state()))
                && priority.filter(wanted -> wanted != standing.job().origin().priority()).isEmpty();
    }
}
