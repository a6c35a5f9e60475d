package io.vibestream.splitter;

import io.vibestream.runtime.logging.RequestScope;
import io.vibestream.schemas.Headers;
import io.vibestream.schemas.RequestRules;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.Topic;
import io.vibestream.splitter.Intake.Incoming;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The splitter's place in the topology: reads a record, drops repeats, passes on what follows. Owned by one stream thread. */
final class SplitterProcessor implements Processor<byte[], byte[], byte[], byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(SplitterProcessor.class);

    private final Intake intake;
    private final Splitter splitter;
    private final SplitterMetrics metrics;
    private final InstantSource clock;
    private Optional<Task> task = Optional.empty();

    /** What there is once the task has its stores. */
    private record Task(ProcessorContext<byte[], byte[]> context, SeenIds seen) {}

    SplitterProcessor(Intake intake, Splitter splitter, SplitterMetrics metrics, InstantSource clock) {
        this.intake = intake;
        this.splitter = splitter;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        task = Optional.of(new Task(context, new SeenIds(context.getStateStore(SeenIds.STORE))));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        var context = task.orElseThrow().context();
        new Visit(record, context.recordMetadata().orElseThrow()).run();
    }

    /** One record being processed. */
    private final class Visit {
        private final Record<byte[], byte[]> record;
        private final RecordMetadata source;
        private final Arrival arrival;

        Visit(Record<byte[], byte[]> record, RecordMetadata source) {
            this.record = record;
            this.source = source;
            this.arrival = new Arrival(Instant.ofEpochMilli(record.timestamp()), clock.instant(), replyTo());
        }

        void run() {
            switch (intake.read(Optional.ofNullable(record.key()), Optional.ofNullable(record.value()))) {
                case Incoming.Wanted(var request) -> {
                    if (!isRepeat(request.getId())) {
                        try (var _ = RequestScope.open(loggable(request.getId()))) {
                            send(metrics.time(() -> split(request)));
                        }
                    }
                }
                case Incoming.Unreadable(var reason, var id) -> {
                    deadLetter(reason);
                    id.filter(unanswered -> !isRepeat(unanswered))
                            .ifPresent(unanswered -> send(splitter.refuseUnread(unanswered, reason, arrival)));
                }
            }
        }

        /** What cannot be an id may be as long as a record, or look like lines of the log. */
        private static String loggable(String id) {
            return RequestRules.idProblem(id).map(problem -> "(" + problem + ")").orElse(id);
        }

        private Split split(SpeechRequest request) {
            try {
                return splitter.split(request, arrival);
            } catch (RuntimeException mistake) {
                // Ours: planning depends on nothing but the request, so to try again would stop this partition for ever.
                LOG.atError().addKeyValue("partition", source.partition()).addKeyValue("offset", source.offset())
                        .setCause(mistake).log("a request could not be planned");
                deadLetter("not planned: " + mistake.getClass().getSimpleName());
                return splitter.refuseFailed(request, arrival);
            }
        }

        /** What cannot be an id is refused every time: it may be too large to remember. */
        private boolean isRepeat(String id) {
            boolean repeat = RequestRules.idProblem(id).isEmpty()
                    && task.orElseThrow().seen().isRepeat(id, source.offset(), arrival.now());
            if (repeat) {
                metrics.repeated();
            }
            return repeat;
        }

        private void send(Split split) {
            switch (split) {
                case Split.Spoken(var records, int chunks) -> {
                    forward(records);
                    metrics.spoken(chunks);
                }
                case Split.Refused(var records) -> {
                    forward(records);
                    metrics.refused();
                }
                case Split.Unanswerable(var reason) -> deadLetter(reason);
            }
        }

        /** Stamped with the present: a request's own timestamp may be older than its topics keep records. */
        private void forward(List<Outgoing> records) {
            var context = task.orElseThrow().context();
            long now = arrival.now().toEpochMilli();
            for (var outgoing : records) {
                context.forward(new Record<>(outgoing.keyBytes(), outgoing.value(), now), outgoing.topic().topicName());
            }
        }

        private void deadLetter(String reason) {
            metrics.deadLetter();
            LOG.atWarn().addKeyValue("topic", source.topic()).addKeyValue("partition", source.partition())
                    .addKeyValue("offset", source.offset()).addKeyValue("reason", reason).log("dead letter");
            var headers = new RecordHeaders(record.headers());
            DeadLetters.describe(headers, source.topic(), source.partition(), source.offset(), reason);
            task.orElseThrow().context().forward(
                    record.withHeaders(headers).withTimestamp(arrival.now().toEpochMilli()),
                    Topic.DEAD_LETTERS.topicName());
        }

        private Optional<String> replyTo() {
            return Optional.ofNullable(record.headers().lastHeader(Headers.REPLY_TO)).map(Header::value)
                    .map(value -> new String(value, StandardCharsets.UTF_8));
        }
    }
}
