package io.vibestream.gateway.pipeline;

import io.micrometer.core.instrument.MeterRegistry;
import io.vibestream.gateway.streaming.LiveSpeech;
import io.vibestream.gateway.streaming.Witness;
import io.vibestream.runtime.kafka.KafkaClients;
import io.vibestream.runtime.kafka.TopicRequest;
import io.vibestream.runtime.kafka.TopicSetup;
import io.vibestream.schemas.Cancellation;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.RequestStatus;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** The pipeline over Kafka: requests go to {@code tts.requests}, a reader brings the answers back. Safe to share between threads. */
public final class KafkaPipeline implements Pipeline {

    /** Somebody waits, so that an unreachable broker must be noticed soon. */
    private static final Map<String, Object> IMPATIENT = Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000,
            ProducerConfig.LINGER_MS_CONFIG, 0,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.JOBS.maxRecordBytes());

    /** Only the record at the place that is looked up. */
    private static final Map<String, Object> ONE_RECORD = Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1,
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 16 * 1024);

    /** A segment is some 50 KB: more than one batch ahead would be thrown away at the next seek. */
    private static final Map<String, Object> ONE_AT_A_TIME = Map.of(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
            64 * 1024, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);

    /** Everybody's segments, of which most are skipped: some five megabytes at a time. */
    private static final Map<String, Object> SOME_AT_A_TIME = Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 100);

    private final Codecs codecs;
    private final Waiting waiting = new Waiting();
    private final StatusIndex index = new StatusIndex();
    private final JobIndex jobIndex = new JobIndex();
    private final VoiceIndex voiceIndex = new VoiceIndex();
    private final LastEngine engine = new LastEngine();
    private final JobBook jobs;
    private final VoiceBook voices;
    private final Listeners listeners = new Listeners();
    private final KafkaClients clients;
    private final Inbox inbox;
    private final InstantSource clock;
    private final Consumer<Throwable> failed;
    /** Open between start and close; the calls that use it begin later and end earlier. */
    private Optional<Connection> connection = Optional.empty();

    private Optional<WantedEnds> wanted = Optional.empty();

    private record WantedEnds(String remark, EndListener listener) {}

    private record Connection(Producer<String, byte[]> producer, PipelineReader reader, AudioReader audio,
            RecordRecall segments, RecordRecall records, Slots slots, Optional<EndFeed> ends) {}

    /**
     * Opens nothing before {@link #start}.
     *
     * @param keepEnded how long the state of an ended request is known
     * @param failed told when answers can no longer be read
     */
    public KafkaPipeline(KafkaClients clients, Codecs codecs, Duration keepEnded, MeterRegistry meters,
            InstantSource clock, Consumer<Throwable> failed) {
        meters.gauge("vibestream.gateway.waiting", waiting, Waiting::count);
        meters.gauge("vibestream.gateway.statuses", index, StatusIndex::size);
        meters.gauge("vibestream.gateway.jobs", jobIndex, JobIndex::size);
        meters.gauge("vibestream.gateway.streams", listeners, Listeners::count);
        this.clients = clients;
        this.codecs = codecs;
        this.inbox = new Inbox(codecs, waiting, index, jobIndex, voiceIndex, engine, keepEnded);
        this.jobs = new KafkaJobs(codecs.jobs(), jobIndex, this::acknowledged,
                place -> connected().records().read(place));
        this.voices = new KafkaVoices(codecs.voices(), voiceIndex, this::acknowledged,
                place -> connected().records().read(place));
        this.clock = clock;
        this.failed = failed;
    }

    @Override
    public void start() {
        clients.awaitBroker();
        try (var admin = clients.admin()) {
            TopicSetup.ensure(admin, Topic.all().stream()
                    .map(topic -> new TopicRequest(topic.topicName(), topic.partitions(), topic.configs())).toList(),
                    clients.settings().replicationFactor());
        }
        var reader = new PipelineReader(clients.consumer("gateway", Optional.empty(), Map.of()), inbox, clock, failed);
        var segments = new RecordRecall(() -> clients.consumer("gateway-recall", Optional.empty(), ONE_AT_A_TIME));
        var audio = new AudioReader(clients.consumer("gateway-audio", Optional.empty(), Map.of()), codecs,
                new AudioRecall(segments, codecs),
                () -> clients.consumer("gateway-history", Optional.empty(), SOME_AT_A_TIME), listeners, failed);
        reader.start();
        audio.start();
        var records = new RecordRecall(() -> clients.consumer("gateway-records", Optional.empty(), ONE_RECORD));
        connection = Optional
                .of(new Connection(clients.producer("gateway", IMPATIENT), reader, audio, segments, records,
                        new Slots(clients.admin(), clock), ends()));
    }

    private Optional<EndFeed> ends() {
        var feed = wanted
                .map(ends -> new EndFeed(clients.consumer("gateway-ends", Optional.of(EndFeed.GROUP), Map.of()),
                        codecs.statuses(), ends.remark(), ends.listener(), failed));
        feed.ifPresent(EndFeed::start);
        return feed;
    }

    @Override
    public void tellEnds(String remark, EndListener listener) {
        wanted = Optional.of(new WantedEnds(remark, listener));
    }

    @Override
    public CompletableFuture<SpeechResult> submit(SpeechRequest request) {
        var result = waiting.await(request.getId());
        produce(request, result);
        return result;
    }

    @Override
    public LiveSpeech stream(SpeechRequest request) {
        var result = waiting.await(request.getId());
        var speech = connected().audio().listen(request.getId(), Witness.NOBODY, () -> result.cancel(false));
        tellEnd(result, speech);
        produce(request, result);
        return speech;
    }

    @Override
    public LiveSpeech listen(String requestId, Instant since, Witness witness) {
        var result = result(requestId);
        var speech = connected().audio().listenFrom(requestId, since, witness, () -> result.cancel(false));
        tellEnd(result, speech);
        return speech;
    }

    private static void tellEnd(CompletableFuture<SpeechResult> result, LiveSpeech speech) {
        var _ = result.whenComplete((ended, failure) -> {
            if (failure == null) {
                speech.ended(ended);
            } else {
                speech.lost(failure);
            }
        });
    }

    private void produce(SpeechRequest request, CompletableFuture<SpeechResult> result) {
        try {
            var _ = producer().send(new ProducerRecord<>(Topic.REQUESTS.topicName(), request.getId(),
                    codecs.requests().encode(request)), (_, failure) -> {
                        if (failure != null) {
                            result.completeExceptionally(failure);
                        }
                    });
        } catch (KafkaException refused) {
            result.completeExceptionally(refused);
        }
    }

    @Override
    public void accept(SpeechRequest request) {
        var _ = acknowledged(new ProducerRecord<>(Topic.REQUESTS.topicName(), request.getId(),
                codecs.requests().encode(request)));
    }

    @Override
    public void refuse(SpeechResult refusal) {
        var status = RequestStatus.newBuilder().setRequestId(refusal.getRequestId()).setState(RequestState.FAILED)
                .setUpdatedAt(refusal.getFinishedAt()).setResult(refusal).build();
        index.put(status, acknowledged(new ProducerRecord<>(Topic.STATUS.topicName(), refusal.getRequestId(),
                codecs.statuses().encode(status))));
    }

    @Override
    public void cancel(Collection<String> requestIds, String cause) {
        var sent = requestIds.stream().map(id -> sent(new ProducerRecord<>(Topic.CANCELLATIONS.topicName(), id,
                codecs.cancellations().encode(new Cancellation(id, cause, clock.instant()))))).toList();
        sent.forEach(KafkaPipeline::acknowledged);
    }

    private Position acknowledged(ProducerRecord<String, byte[]> message) {
        var place = acknowledged(sent(message));
        return new Position(new TopicPartition(place.topic(), place.partition()), place.offset());
    }

    private Future<RecordMetadata> sent(ProducerRecord<String, byte[]> message) {
        try {
            return producer().send(message);
        } catch (KafkaException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private static RecordMetadata acknowledged(Future<RecordMetadata> sent) {
        try {
            return sent.get();
        } catch (ExecutionException refused) {
            throw new PipelineException("The speech pipeline cannot be reached", refused);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new PipelineException("The gateway is stopping", stopping);
        }
    }

    @Override
    public Optional<Progress> progress(String requestId) {
        return index.progress(requestId);
    }

    @Override
    public CompletableFuture<SpeechResult> result(String requestId) {
        var result = waiting.await(requestId); // before looking, or it could come between
        index.find(requestId).filter(entry -> entry.progress().isOver()).ifPresent(entry -> {
            try {
                result.complete(stored(entry.position()));
            } catch (RuntimeException unreadable) {
                result.completeExceptionally(unreadable);
            }
        });
        return result;
    }

    private SpeechResult stored(Position status) {
        return connected().records().read(status).flatMap(bytes -> codecs.statuses().decode(bytes).getResult())
                .orElseThrow(() -> new PipelineException("The result is no longer there",
                        new IllegalStateException("no result at " + status)));
    }

    @Override
    public int workers() {
        return connected().slots().count();
    }

    @Override
    public Optional<String> engine() {
        return engine.name();
    }

    @Override
    public JobBook jobs() {
        return jobs;
    }

    @Override
    public VoiceBook voices() {
        return voices;
    }

    private Producer<String, byte[]> producer() {
        return connected().producer();
    }

    private Connection connected() {
        return connection.orElseThrow(() -> new IllegalStateException("the pipeline is not connected"));
    }

    @Override
    public void close() throws InterruptedException {
        var open = connected();
        if (open.ends().isPresent()) {
            open.ends().get().close();
        }
        open.producer().close();
        open.reader().close();
        open.records().close();
        open.slots().close();
        open.audio().close();
        open.segments().close();
        waiting.abandon();
    }
}
