package io.vibestream.gateway.pipeline;

import io.vibestream.runtime.kafka.KafkaClients;
import io.vibestream.runtime.lifecycle.Service;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.Topic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** The pipeline over Kafka: requests go to {@code tts.requests}, a reader brings the answers back. Safe to share between threads. */
public final class KafkaPipeline implements Pipeline, Service {

    /** Somebody waits, so that an unreachable broker must be noticed soon. */
    private static final Map<String, Object> IMPATIENT = Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000,
            ProducerConfig.LINGER_MS_CONFIG, 0);

    private final Codecs codecs;
    private final Waiting waiting = new Waiting();
    private final StatusIndex index = new StatusIndex();
    private final Producer<String, byte[]> producer;
    private final PipelineReader reader;

    /**
     * Makes its own clients and closes them.
     *
     * @param keepEnded how long the state of an ended request is known
     * @param failed told when answers can no longer be read
     */
    public KafkaPipeline(KafkaClients clients, Codecs codecs, Duration keepEnded, InstantSource clock,
            Consumer<Throwable> failed) {
        this.codecs = codecs;
        producer = clients.producer("gateway", IMPATIENT);
        reader = new PipelineReader(clients.consumer("gateway", Optional.empty(), Map.of()),
                new Inbox(codecs, waiting, index, keepEnded), clock, failed);
    }

    @Override
    public void start() {
        reader.start();
    }

    @Override
    public CompletableFuture<SpeechResult> submit(SpeechRequest request) {
        var result = waiting.await(request.getId());
        try {
            var _ = producer.send(new ProducerRecord<>(Topic.REQUESTS.topicName(), request.getId(),
                    codecs.requests().encode(request)), (_, failure) -> {
                        if (failure != null) {
                            result.completeExceptionally(failure);
                        }
                    });
        } catch (KafkaException refused) {
            result.completeExceptionally(refused);
        }
        return result;
    }

    @Override
    public RequestState state(String requestId) {
        return index.state(requestId).orElse(RequestState.QUEUED);
    }

    @Override
    public void close() throws InterruptedException {
        producer.close();
        reader.close();
        waiting.abandon();
    }
}
