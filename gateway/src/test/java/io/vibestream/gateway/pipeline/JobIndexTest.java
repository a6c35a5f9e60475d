package io.vibestream.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.schemas.Job;
import io.vibestream.schemas.JobApi;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class JobIndexTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final JobIndex index = new JobIndex();

    @Test
    void believesTheFirstOfTwoClaimsWhateverComesLater() {
        index.put(claim("a").build(), at(10));
        index.put(claim("b").build(), at(11));

        assertThat(found().job().origin().bodyHash()).contains("a");
        assertThat(found().position()).isEqualTo(at(10));
    }

    @Test
    void readsAClaimWhereItWasWrittenLastAndKnowsWhereItWasWrittenFirst() {
        index.put(claim("a").build(), at(10));
        index.put(claim("b").build(), at(11));
        index.put(claim("a").build(), at(12));

        assertThat(found().position()).isEqualTo(at(12));
        assertThat(found().first()).isEqualTo(at(10));
    }

    @Test
    void believesNoClaimAfterADeletionUnlessItIsOfTheNextGeneration() {
        index.put(claim("a").build(), at(10));
        index.put(claim("a").setDeleted(true).build(), at(11));
        index.put(claim("a").build(), at(12));

        assertThat(found().job().origin().deleted()).isTrue();
        index.put(claim("b").setGeneration(1).build(), at(13));
        assertThat(found().job().origin().bodyHash()).contains("b");
        index.put(claim("a").build(), at(14));
        assertThat(found().job().origin().bodyHash()).contains("b");
    }

    @Test
    void takesTheLatestWordOnAJobThatNobodyClaims() {
        var job = claim("").setApi(JobApi.ENDPOINT).setBodyHash(null);
        index.put(job.build(), at(10));
        index.put(job.setRequestId("j~2").setRetries(1).build(), at(12));
        index.put(job.setRequestId("j~1").build(), at(11));

        assertThat(found().job().requestId()).isEqualTo("j~2");
        assertThat(index.requestIds()).containsExactly("j~2");
    }

    @Test
    void waitsForAJobThatIsOnItsWay() throws InterruptedException {
        assertThat(index.await("j", 0, Duration.ZERO)).isEmpty();
        Thread.ofVirtual().start(() -> index.put(claim("a").build(), at(10)));

        assertThat(index.await("j", 0, Duration.ofSeconds(20))).isPresent();
        assertThat(index.await("j", 1, Duration.ofMillis(1))).isEmpty();
    }

    @Test
    void forgetsWhatIsOverForLongAndWhatNobodyEverHeardOf() {
        index.put(claim("a").build(), at(10));

        index.expire(NOW.plus(Duration.ofDays(7)), _ -> Optional.empty());
        assertThat(index.size()).isEqualTo(1);
        index.expire(NOW.plus(Duration.ofDays(12)), _ -> Optional.of(ended(NOW.plus(Duration.ofDays(6)))));
        assertThat(index.size()).isEqualTo(1);
        index.expire(NOW.plus(Duration.ofDays(13)), _ -> Optional.of(ended(NOW.plus(Duration.ofDays(6)))));
        assertThat(index.size()).isZero();
        index.put(claim("a").build(), at(10));
        index.expire(NOW.plus(Duration.ofDays(9)), _ -> Optional.empty());
        assertThat(index.size()).isZero();
    }

    private static Progress ended(Instant at) {
        return new Progress(RequestState.COMPLETED, 1, 1, 1, at);
    }

    private JobIndex.Entry found() {
        return index.find("j").orElseThrow();
    }

    private static Job.Builder claim(String hash) {
        return Job.newBuilder().setId("j").setRequestId("j").setCreatedAt(NOW).setApi(JobApi.JOBS).setBodyHash(hash)
                .setKeepMillis(Duration.ofDays(7).toMillis());
    }

    private static Position at(long offset) {
        return new Position(new TopicPartition(Topic.JOBS.topicName(), 0), offset);
    }
}
