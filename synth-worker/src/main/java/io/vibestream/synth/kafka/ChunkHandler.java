package io.vibestream.synth.kafka;

import io.vibestream.runtime.logging.RequestScope;
import io.vibestream.runtime.registry.RegistryUnavailableException;
import io.vibestream.schemas.ChunkEvent;
import io.vibestream.schemas.Codec;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.SpeechChunk;
import io.vibestream.schemas.UndecodableException;
import io.vibestream.synth.engine.Lane;
import io.vibestream.synth.engine.Speech;
import io.vibestream.synth.engine.SpeechEngine;
import io.vibestream.synth.engine.Spoken;
import io.vibestream.synth.engine.Urgency;
import io.vibestream.synth.engine.Utterance;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on one chunk at a time, from the record in hand to an {@link Ending}. Whatever the ending says to the request is
 * acknowledged by Kafka by then. Holds nothing between chunks; each lane thread calls it with its own record.
 */
final class ChunkHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ChunkHandler.class);

    /** How often a thread that waits for anything looks up: for its lock, a cancellation, the end. */
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final Codec<SpeechChunk> chunks;
    private final Codec<ChunkEvent> events;
    private final Producer<String, byte[]> producer;
    private final SpeechEngine engine;
    private final CancelledRequests cancelled;
    private final AttemptPolicy policy;
    private final StopSignal stop;
    private final InstantSource clock;
    private final WorkerMetrics metrics;
    private final Supplier<String> attemptIds;

    ChunkHandler(Codecs codecs, Producer<String, byte[]> producer, SpeechEngine engine, CancelledRequests cancelled,
            AttemptPolicy policy, StopSignal stop, InstantSource clock, WorkerMetrics metrics,
            Supplier<String> attemptIds) {
        this.chunks = codecs.chunks();
        this.events = codecs.events();
        this.producer = producer;
        this.engine = engine;
        this.cancelled = cancelled;
        this.policy = policy;
        this.stop = stop;
        this.clock = clock;
        this.metrics = metrics;
        this.attemptIds = attemptIds;
    }

    Ending handle(ConsumerRecord<String, byte[]> record, Hold hold, Lane lane) throws InterruptedException {
        var backoff = new Backoff();
        try {
            while (true) {
                try {
                    return attempt(record, hold, lane);
                } catch (PublishException | RegistryUnavailableException trouble) {
                    LOG.atWarn().addKeyValue("topic", record.topic()).addKeyValue("offset", record.offset())
                            .setCause(trouble).log("a chunk is held and tried again");
                }
                // Releasing it instead would use up its deliveries, and Kafka drops a record that has none left.
                if (!rest(backoff.next(), hold)) {
                    return Ending.RETURNED;
                }
            }
        } catch (LockLostException lost) {
            return Ending.LOST;
        } catch (LettingGoException stopping) {
            return Ending.RETURNED;
        }
    }

    /** False when the worker began to stop. */
    private boolean rest(Duration time, Hold hold) throws InterruptedException {
        for (var rested = Duration.ZERO; rested.compareTo(time) < 0; rested = rested.plus(PATIENCE)) {
            stop.pause(PATIENCE);
            if (stop.isDraining()) {
                return false;
            }
            hold.keep();
        }
        return true;
    }

    private Ending attempt(ConsumerRecord<String, byte[]> record, Hold hold, Lane lane)
            throws InterruptedException {
        int deliveries = record.deliveryCount().map(Short::intValue).orElse(1);
        SpeechChunk chunk;
        try {
            var value = Optional.ofNullable(record.value());
            chunk = chunks.decode(value.orElseThrow(() -> new UndecodableException("expected a value, found none")));
        } catch (UndecodableException bad) {
            return bury(record, String.valueOf(bad.getMessage()), deliveries, hold);
        }
        try (var _ = RequestScope.open(chunk.getRequestId())) {
            return new Task(chunk, deliveries, hold, lane).run();
        }
    }

    private Ending bury(ConsumerRecord<String, byte[]> record, String reason, int deliveries, Hold hold)
            throws InterruptedException {
        LOG.atWarn().addKeyValue("topic", record.topic()).addKeyValue("offset", record.offset())
                .log("a chunk is undecodable and becomes a dead letter");
        var outbox = new Outbox(producer, hold);
        outbox.send(Records.deadLetter(record, reason, deliveries));
        var key = Optional.ofNullable(record.key()).flatMap(ChunkKey::parse);
        if (key.isPresent()) {
            var attempt = new Attempt(key.get().requestId(), key.get().index(), attemptIds.get());
            outbox.send(Records.audio(attempt.failed(Reason.UNDECODABLE, reason, deliveries), events));
        }
        outbox.flush();
        return Ending.UNDECODABLE;
    }

    /** One attempt at one readable chunk. */
    private final class Task {
        private final SpeechChunk chunk;
        private final int deliveries;
        private final Hold hold;
        private final Lane lane;
        private final Attempt attempt;
        private final Outbox outbox;

        Task(SpeechChunk chunk, int deliveries, Hold hold, Lane lane) {
            this.chunk = chunk;
            this.deliveries = deliveries;
            this.hold = hold;
            this.lane = lane;
            this.attempt = new Attempt(chunk.getRequestId(), chunk.getIndex(), attemptIds.get());
            this.outbox = new Outbox(producer, hold);
        }

        Ending run() throws InterruptedException {
            if (policy.isUsedUp(deliveries)) {
                return fail(Reason.ATTEMPTS_EXHAUSTED, "no worker came to an end with it");
            }
            if (isCancelled()) {
                return Ending.CANCELLED;
            }
            Utterance utterance;
            try {
                utterance = Utterances.of(chunk);
            } catch (IllegalArgumentException bad) {
                return fail(Reason.INVALID_REQUEST, String.valueOf(bad.getMessage()));
            }
            Optional<Speech> begun = begin(utterance);
            if (begun.isEmpty()) {
                return engineFailed(new Spoken.Failed("the engine does not take chunks", true));
            }
            try (var speech = begun.get()) {
                return listen(speech, new Speaking(attempt, events, outbox, clock, metrics));
            }
        }

        private boolean isCancelled() {
            return cancelled.contains(chunk.getRequestId());
        }

        private Ending listen(Speech speech, Speaking speaking) throws InterruptedException {
            while (true) {
                hold.keep();
                if (isCancelled()) {
                    return Ending.CANCELLED;
                }
                if (!speaking.hasBegun() && stop.isDraining()) {
                    return Ending.RETURNED;
                }
                switch (next(speech)) {
                    case Spoken.Pending _ -> {
                    }
                    case Spoken.Started _ -> speaking.begin();
                    case Spoken.Audio(var pcm) -> speaking.hear(pcm);
                    case Spoken.Finished finished -> {
                        speaking.finish(finished, engine.name());
                        return Ending.COMPLETED;
                    }
                    case Spoken.Failed failed -> {
                        return engineFailed(failed);
                    }
                    case Spoken.Expired _ -> {
                        publishFailure(Reason.DEADLINE_EXCEEDED, "the deadline passed before the chunk was spoken");
                        return Ending.EXPIRED;
                    }
                }
            }
        }

        private Optional<Speech> begin(Utterance utterance) {
            try {
                return Optional.of(engine.speak(utterance, new Urgency(lane, chunk.getDeadline())));
            } catch (RuntimeException broken) {
                log(broken);
                return Optional.empty();
            }
        }

        private Spoken next(Speech speech) throws InterruptedException {
            try {
                return speech.next(PATIENCE);
            } catch (RuntimeException broken) {
                log(broken);
                return new Spoken.Failed("the engine failed: " + broken.getClass().getSimpleName(), true);
            }
        }

        private void log(RuntimeException broken) {
            LOG.atError().addKeyValue("chunk", chunk.getIndex()).setCause(broken).log("the engine threw an exception");
        }

        private Ending engineFailed(Spoken.Failed failed) throws InterruptedException {
            LOG.atWarn().addKeyValue("chunk", chunk.getIndex()).addKeyValue("attempts", deliveries)
                    .log("the engine failed: {}", failed.message());
            var reason = policy.givenUpFor(failed.retryable(), deliveries);
            return reason.isPresent() ? fail(reason.get(), failed.message()) : Ending.RETURNED;
        }

        private Ending fail(Reason reason, String message) throws InterruptedException {
            publishFailure(reason, message);
            return Ending.FAILED;
        }

        private void publishFailure(Reason reason, String message) throws InterruptedException {
            outbox.send(Records.audio(attempt.failed(reason, message, deliveries), events));
            outbox.flush();
        }
    }
}
