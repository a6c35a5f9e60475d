package io.vibestream.gateway.runpod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.http.ProblemException;
import io.vibestream.runtime.stores.StoreSettings;
import io.vibestream.schemas.Priority;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobBodyTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void hasNoDeadlineAndAFastLaneUnlessThePolicySaysSo() {
        var policy = job("{'input': {}}").policy();

        assertThat(policy.deadline(NOW)).isEmpty();
        assertThat(policy.priority()).isEqualTo(Priority.INTERACTIVE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {'executionTimeout': 60000}                | 60
            {'ttl': 10000}                             | 10
            {'ttl': 10000, 'executionTimeout': 60000}  | 10
            {'ttl': 90000, 'executionTimeout': 5000}   | 5
            {'ttl': null, 'executionTimeout': 6e3}     | 6
            """)
    void endsAtTheEarlierOfBothTimes(String policy, int seconds) {
        assertThat(job("{'input': {}, 'policy': " + policy + "}").policy().deadline(NOW))
                .contains(NOW.plusSeconds(seconds));
    }

    @Test
    void sendsLowPriorityThroughTheBulkLane() {
        assertThat(job("{'input': {}, 'policy': {'lowPriority': true}}").policy().priority()).isEqualTo(Priority.BULK);
    }

    @Test
    void keepsTheInputAsItIs() {
        assertThat(job("{'input': null, 'webhook': 'https://x'}").input().isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            []                                             | expected an object with an 'input', found an array
            "text"                                         | expected an object with an 'input', found a string
            {}                                             | expected an object with an 'input', found one without
            {'input': {}, 'policy': 1}                     | policy: expected an object, found a number
            {'input': {}, 'policy': {'lowPriority': 'no'}} | policy.lowPriority: expected a boolean, found a string
            {'input': {}, 'policy': {'ttl': 9999}}         | policy.ttl: expected a whole number of milliseconds from 10000 to 604800000, found 9999
            {'input': {}, 'policy': {'ttl': '60000'}}      | policy.ttl: expected a whole number of milliseconds from 10000 to 604800000, found a string
            {'input': {}, 'policy': {'executionTimeout': 604800001}} | policy.executionTimeout: expected a whole number of milliseconds from 5000 to 604800000, found 604800001
            {'input': {}, 'policy': {'executionTimeout': 1e400}} | policy.executionTimeout: expected a whole number of milliseconds from 5000 to 604800000, found Infinity
            """)
    void saysWhatIsNoJob(String body, String message) {
        assertThatThrownBy(() -> job(body)).isInstanceOf(ProblemException.class).hasMessage(message);
    }

    private static JobBody job(String body) {
        return JobBody.read(Json.parse(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                new S3Config(new StoreSettings(Optional.empty(), false)));
    }
}
