package io.vibestream.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vibestream.runtime.kafka.KafkaClients;
import io.vibestream.runtime.kafka.KafkaSettings;
import io.vibestream.broker.TestBroker;
import io.vibestream.runtime.registry.InMemoryRegistry;
import io.vibestream.schemas.Codecs;
import io.vibestream.gateway.streaming.Heard;
import io.vibestream.gateway.streaming.LiveSpeech;
import io.vibestream.gateway.streaming.Witness;
import io.vibestream.schemas.ChunkCompleted;
import io.vibestream.schemas.ChunkEvent;
import io.vibestream.schemas.Job;
import io.vibestream.schemas.JobApi;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.PlannedChunk;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.RequestStatus;
import io.vibestream.schemas.Segment;
import io.vibestream.schemas.SpeechPlan;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.Topic;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The broker is shared and keeps its topics, so every test has ids of its own. */
class KafkaPipelineIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final KafkaClients clients = new KafkaClients(KafkaSettings.local(TestBroker.shared().address()));
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final String id = UUID.randomUUID().toString();
    private Codecs codecs;
    private KafkaPipeline pipeline;
    private Producer<String, byte[]> others;

    @BeforeEach
    void start() {
        var registry = new InMemoryRegistry();
        codecs = new Codecs(registry::register, registry::find);
        pipeline = newPipeline();
        pipeline.start();
        others = clients.producer("others", Map.of());
    }

    @AfterEach
    void stop() throws InterruptedException {
        others.close();
        pipeline.close();
        assertThat(failures).isEmpty();
    }

    @Test
    void sendsARequestUnderItsIdAndBringsItsResultBack() {
        var answer = pipeline.submit(request());

        assertThat(codecs.requests().decode(sent(Topic.REQUESTS).value()).getText()).contains("Hello.");
        send(Topic.RESULTS, "somebody else's", result("somebody else's"));
        send(Topic.RESULTS, id, result(id));
        assertThat(Pipeline.await(answer, PATIENCE)).map(SpeechResult::getRequestId).contains(id);
    }

    @Test
    void sendsACancellationUnderTheRequestsId() {
        pipeline.cancel(id, "the caller went away");

        var cancellation = codecs.cancellations().decode(sent(Topic.CANCELLATIONS).value());
        assertThat(cancellation.getRequestId()).isEqualTo(id);
        assertThat(cancellation.getCause()).isEqualTo("the caller went away");
        assertThat(cancellation.getCancelledAt()).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void letsACallerHearChunksInOrderWhateverTheOrderOfTheirEvents() throws InterruptedException {
        try (var speech = pipeline.stream(request())) {
            send(Topic.AUDIO, id, codecs.events().encode(segment(1, 0, 300)));
            send(Topic.AUDIO, id, codecs.events().encode(completed(1, 1)));
            send(Topic.PLANS, id, codecs.plans().encode(plan(2)));
            send(Topic.AUDIO, id, codecs.events().encode(segment(0, 0, 200)));

            assertThat(speech.next(PATIENCE)).isInstanceOfSatisfying(Heard.Sound.class,
                    sound -> assertThat(sound.audio().length()).isEqualTo(200));

            send(Topic.AUDIO, id, codecs.events().encode(completed(0, 1)));
            var rest = new ArrayList<Integer>();
            while (speech.next(PATIENCE) instanceof Heard.Sound(_, var audio)) {
                rest.add(audio.length());
            }
            assertThat(rest).containsExactly(240, 300);
            assertThat(speech.next(PATIENCE)).isInstanceOf(Heard.Whole.class);
        }
    }

    @Test
    void readsAgainWhatItCouldNotKeepForASlowCaller() throws InterruptedException {
        int segments = 40;
        int samples = 24_000;
        try (var speech = pipeline.stream(request())) {
            send(Topic.PLANS, id, codecs.plans().encode(plan(1)));
            for (int i = 0; i < segments; i++) {
                send(Topic.AUDIO, id, codecs.events().encode(segment(0, i, samples)));
            }
            send(Topic.AUDIO, id, codecs.events().encode(completed(0, segments)));

            var heard = new ArrayList<Integer>();
            while (speech.next(PATIENCE) instanceof Heard.Sound(_, var audio)) {
                heard.add(Math.round(audio.sample(0) * 32768));
            }
            assertThat(heard).containsExactlyElementsOf(IntStream.range(0, segments).boxed().toList());
        }
    }

    @Test
    void letsEverybodyHearARequestOfAnotherReplicaFromItsBeginning() throws InterruptedException {
        send(Topic.PLANS, id, codecs.plans().encode(plan(2)));
        send(Topic.AUDIO, id + "x", codecs.events().encode(segment(0, 0, 999)));
        send(Topic.AUDIO, id, codecs.events().encode(segment(0, 0, 100)));
        others.flush();
        var late = newPipeline();
        late.start();
        send(Topic.AUDIO, id, codecs.events().encode(segment(0, 1, 200)));
        send(Topic.AUDIO, id, codecs.events().encode(completed(0, 2)));
        others.flush();
        var plans = new LinkedBlockingQueue<SpeechPlan>();
        var ends = new LinkedBlockingQueue<Integer>();
        var witness = new Witness() {
            @Override
            public void planned(SpeechPlan plan) {
                plans.add(plan);
            }

            @Override
            public void spoken(int chunk, ChunkCompleted end) {
                ends.add(chunk);
            }
        };

        try (var one = late.listen(id, Instant.now(), witness);
                var two = late.listen(id, Instant.now(), Witness.NOBODY);
                var three = pipeline.listen(id, Instant.now(), Witness.NOBODY)) {
            assertThat(heard(one, 2)).containsExactly(100, 200);
            send(Topic.AUDIO, id, codecs.events().encode(segment(1, 0, 300)));
            send(Topic.AUDIO, id, codecs.events().encode(completed(1, 1)));

            assertThat(heard(one, 2)).containsExactly(240, 300);
            assertThat(heard(two, 4)).containsExactly(100, 200, 240, 300);
            assertThat(heard(three, 4)).containsExactly(100, 200, 240, 300);
            assertThat(one.next(PATIENCE)).isInstanceOf(Heard.Whole.class);
            assertThat(plans.peek()).isEqualTo(plan(2));
            assertThat(ends).contains(0, 1);
        }
        late.close();
    }

    @Test
    void readsAgainForSeveralListenersAtOnce() throws Exception {
        int segments = 40;
        send(Topic.PLANS, id, codecs.plans().encode(plan(1)));
        for (int i = 0; i < segments; i++) {
            send(Topic.AUDIO, id, codecs.events().encode(segment(0, i, 24_000)));
        }
        send(Topic.AUDIO, id, codecs.events().encode(completed(0, segments)));
        others.flush();

        try (var listeners = Executors.newVirtualThreadPerTaskExecutor()) {
            var heard = IntStream.range(0, 6).mapToObj(_ -> listeners.submit(() -> {
                try (var speech = pipeline.listen(id, Instant.now(), Witness.NOBODY)) {
                    var values = new ArrayList<Integer>();
                    while (speech.next(PATIENCE) instanceof Heard.Sound(_, var audio)) {
                        values.add(Math.round(audio.sample(0) * 32768));
                    }
                    return values;
                }
            })).toList();

            for (var values : heard) {
                assertThat(values.get()).containsExactlyElementsOf(IntStream.range(0, segments).boxed().toList());
            }
        }
    }

    private static List<Integer> heard(LiveSpeech speech, int pieces) throws InterruptedException {
        var lengths = new ArrayList<Integer>();
        while (lengths.size() < pieces && speech.next(PATIENCE) instanceof Heard.Sound(_, var audio)) {
            lengths.add(audio.length());
        }
        return lengths;
    }

    @Test
    void tellsAListenerThatItsRequestFailed() throws InterruptedException {
        try (var speech = pipeline.stream(request())) {
            send(Topic.RESULTS, id, codecs.results().encode(SpeechResult.newBuilder().setRequestId(id)
                    .setOutcome(Outcome.FAILED).setFinishedAt(Instant.EPOCH).build()));

            assertThat(speech.next(PATIENCE)).isInstanceOf(Heard.Ended.class);
        }
    }

    private SpeechPlan plan(int chunks) {
        return SpeechPlan.newBuilder().setRequestId(id).setSilenceMillis(10)
                .setChunks(IntStream.range(0, chunks)
                        .mapToObj(i -> PlannedChunk.newBuilder().setIndex(i).setLines(List.of()).build()).toList())
                .setCreatedAt(Instant.EPOCH).setPlannedAt(Instant.EPOCH).setDeadline(Instant.EPOCH).build();
    }

    /** So many samples of the segment's index. */
    private ChunkEvent segment(int chunk, int index, int samples) {
        var pcm = ByteBuffer.allocate(2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        IntStream.range(0, samples).forEach(_ -> pcm.putShort((short) index));
        return new ChunkEvent(id, chunk, "first", new Segment(index, pcm.flip()));
    }

    private ChunkEvent completed(int chunk, int segments) {
        return new ChunkEvent(id, chunk, "first", ChunkCompleted.newBuilder().setSegments(segments).setSamples(0)
                .setEngine("fake").setTakenAt(Instant.EPOCH).setCompletedAt(Instant.EPOCH).build());
    }

    @Test
    void missesNoResultThatComesRightAfterItsStart() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            var fresh = newPipeline();
            fresh.start();
            var answer = fresh.submit(request(id + i));
            send(Topic.RESULTS, id + i, result(id + i));

            assertThat(Pipeline.await(answer, PATIENCE)).as("round %d", i).isPresent();
            fresh.close();
        }
    }

    @Test
    void surfacesAnUnreadableResultToItsCallerOnly() {
        var answer = pipeline.submit(request());
        send(Topic.RESULTS, id, new byte[]{1, 2, 3});

        assertThatThrownBy(() -> Pipeline.await(answer, PATIENCE)).isInstanceOf(PipelineException.class);

        var next = pipeline.submit(request(id + "2"));
        send(Topic.RESULTS, id + "2", result(id + "2"));
        assertThat(Pipeline.await(next, PATIENCE)).isPresent();
    }

    @Test
    void knowsTheStateOfRequestsThatAnotherReplicaTook() throws InterruptedException {
        send(Topic.STATUS, id, status(RequestState.SPEAKING));
        send(Topic.STATUS, id + "x", new byte[]{9});
        others.flush();

        var fresh = newPipeline();
        fresh.start();
        assertThat(fresh.progress(id)).as("known from the start").map(Progress::state).contains(RequestState.SPEAKING);
        fresh.close();
        await().atMost(PATIENCE).until(() -> pipeline.progress(id).isPresent());
    }

    @Test
    void bringsTheResultOfARequestThatEndedBeforeAnybodyAsked() throws InterruptedException {
        var sent = SpeechResult.newBuilder(codecs.results().decode(result(id)))
                .setAudio(ByteBuffer.wrap(new byte[800_000])).build();
        send(Topic.STATUS, id, status(RequestState.SPEAKING));
        send(Topic.STATUS, id, codecs.statuses().encode(RequestStatus.newBuilder().setRequestId(id)
                .setState(RequestState.COMPLETED).setUpdatedAt(Instant.now()).setResult(sent).build()));
        others.flush();

        var fresh = newPipeline();
        fresh.start();
        assertThat(Pipeline.await(fresh.result(id), PATIENCE)).contains(sent);
        assertThat(Pipeline.await(fresh.result(id), PATIENCE)).as("again").contains(sent);
        fresh.close();
    }

    @Test
    void bringsTheResultOfARequestThatAnotherReplicaTook() {
        var answer = pipeline.result(id);

        send(Topic.RESULTS, id, result(id));

        assertThat(Pipeline.await(answer, PATIENCE)).map(SpeechResult::getRequestId).contains(id);
    }

    @Test
    void knowsAJobAtOnceWhereItWasWrittenAndSoonEverywhere() throws InterruptedException {
        var other = newPipeline();
        other.start();
        var job = Job.newBuilder().setId(id).setRequestId(id).setRequest(request()).setKeepMillis(60_000)
                .setCreatedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS)).build();

        pipeline.jobs().write(job);

        assertThat(pipeline.jobs().read(id)).contains(job);
        await().atMost(PATIENCE).until(() -> other.jobs().known(id).isPresent());
        assertThat(other.jobs().read(id)).contains(job);
        var again = Job.newBuilder(job).setRequestId(id + "~2").setRetries(1).build();
        other.jobs().write(again);
        await().atMost(PATIENCE).until(() -> pipeline.jobs().read(id).equals(Optional.of(again)));
        other.close();
    }

    @Test
    void letsOneOfTwoGatewaysHaveAnIdAndBothKnowWhich() throws Exception {
        var other = newPipeline();
        other.start();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 20; round++) {
                var name = id + round;
                var ours = callers.submit(() -> pipeline.jobs().claim(claim(name, "ours")));
                var theirs = callers.submit(() -> other.jobs().claim(claim(name, "theirs")));

                var lost = Stream.of(ours.get(), theirs.get()).flatMap(Optional::stream).toList();

                assertThat(lost).as("round %d", round).hasSize(1);
                var winner = ours.get().isEmpty() ? "ours" : "theirs";
                assertThat(lost.getFirst().origin().bodyHash()).as("round %d", round).contains(winner);
                await().atMost(PATIENCE).until(() -> Stream.of(pipeline, other).allMatch(gateway -> gateway.jobs()
                        .read(name).flatMap(Job::getBodyHash).equals(Optional.of(winner))));
            }
        }
        var fresh = newPipeline();
        fresh.start();
        assertThat(fresh.jobs().known().stream().filter(job -> job.id().startsWith(id))).hasSize(20)
                .allSatisfy(job -> assertThat(pipeline.jobs().known(job.id()).orElseThrow().origin())
                        .isEqualTo(job.origin()));
        fresh.close();
        other.close();
    }

    private static Job claim(String name, String hash) {
        return Job.newBuilder().setId(name).setRequestId(name).setRequest(request(name)).setApi(JobApi.JOBS)
                .setBodyHash(hash).setKeepMillis(60_000).setCreatedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .build();
    }

    @Test
    void makesTheEndOfARefusedRequestKnown() {
        var refusal = SpeechResult.newBuilder().setRequestId(id).setOutcome(Outcome.FAILED).setMessage("no")
                .setFinishedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS)).build();

        pipeline.refuse(refusal);

        assertThat(pipeline.progress(id)).map(Progress::state).contains(RequestState.FAILED);
        assertThat(Pipeline.await(pipeline.result(id), PATIENCE)).contains(refusal);
    }

    @Test
    void tellsEveryRemarkedEndToOneGatewayAndAgainAfterARestartWhatWasNotDealtWith() throws InterruptedException {
        var remark = "remark-" + id;
        var told = new CopyOnWriteArrayList<String>();
        var one = newPipeline();
        var two = newPipeline();
        one.tellEnds(remark, result -> told.add(result.getRequestId()));
        two.tellEnds(remark, result -> told.add(result.getRequestId()));
        one.start();
        two.start();

        for (int i = 0; i < 20; i++) {
            one.refuse(refusal(id + i, remark));
        }
        one.refuse(refusal(id + "unremarked", "another"));
        await().atMost(Duration.ofMinutes(1)).until(() -> told.size() >= 20);
        one.close();
        two.close();

        assertThat(told).doesNotHaveDuplicates().hasSize(20);
        var stuck = newPipeline();
        var reached = new CompletableFuture<Void>();
        stuck.tellEnds(remark, result -> {
            reached.complete(null);
            Thread.sleep(Duration.ofHours(1));
        });
        stuck.start();
        stuck.refuse(refusal(id + "last", remark));
        reached.orTimeout(60, TimeUnit.SECONDS).join();
        stuck.close();
        var next = newPipeline();
        next.tellEnds(remark, result -> told.add(result.getRequestId()));
        next.start();
        await().atMost(Duration.ofMinutes(1)).until(() -> told.contains(id + "last"));
        next.close();
    }

    private static SpeechResult refusal(String id, String remark) {
        return SpeechResult.newBuilder().setRequestId(id).setOutcome(Outcome.FAILED).setMessage("no")
                .setMetadata(Map.of(remark, id)).setFinishedAt(Instant.now()).build();
    }

    @Test
    void countsNoSlotsWhereNoWorkerIs() {
        assertThat(pipeline.workers()).isZero();
    }

    @Test
    void tellsCallersWhenItIsClosed() throws InterruptedException {
        var fresh = newPipeline();
        fresh.start();
        var answer = fresh.submit(request());

        fresh.close();

        assertThatThrownBy(() -> Pipeline.await(answer, PATIENCE)).isInstanceOf(PipelineException.class);
    }

    private void send(Topic topic, String key, byte[] value) {
        var _ = others.send(new ProducerRecord<>(topic.topicName(), key, value));
    }

    private KafkaPipeline newPipeline() {
        return new KafkaPipeline(clients, codecs, Duration.ofMinutes(30), new SimpleMeterRegistry(),
                InstantSource.system(), failures::add);
    }

    private SpeechRequest request() {
        return request(id);
    }

    private static SpeechRequest request(String id) {
        return SpeechRequest.newBuilder().setId(id).setText("Hello.").build();
    }

    private byte[] result(String requestId) {
        return codecs.results().encode(SpeechResult.newBuilder().setRequestId(requestId).setOutcome(Outcome.COMPLETED)
                .setFinishedAt(Instant.EPOCH).build());
    }

    private byte[] status(RequestState state) {
        return codecs.statuses()
                .encode(RequestStatus.newBuilder().setRequestId(id).setState(state).setUpdatedAt(Instant.now())
                        .build());
    }

    private ConsumerRecord<String, byte[]> sent(Topic topic) {
        try (var consumer = clients.consumer("test", Optional.empty(), Map.of())) {
            var partitions = consumer.partitionsFor(topic.topicName()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return await().atMost(PATIENCE).until(() -> {
                for (var message : consumer.poll(Duration.ofMillis(100))) {
                    if (id.equals(message.key())) {
                        return Optional.of(message);
                    }
                }
                return Optional.<ConsumerRecord<String, byte[]>>empty();
            }, Optional::isPresent).orElseThrow();
        }
    }
}
