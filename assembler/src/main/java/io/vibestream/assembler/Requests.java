package io.vibestream.assembler;

import io.vibestream.schemas.Cancellation;
import io.vibestream.schemas.ChunkCompleted;
import io.vibestream.schemas.ChunkEvent;
import io.vibestream.schemas.ChunkFailed;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.Segment;
import io.vibestream.schemas.SpeechPlan;
import io.vibestream.schemas.SpeechResult;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All requests of one task: brings what happened to them to the stores, asks {@link Request} what it means, and carries that out. Owned by
 * the task's stream thread.
 */
final class Requests {

    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);
    /** The clock comes again in a second; until then others want the thread too. */
    private static final int MAX_EXPIRED_AT_ONCE = 500;

    private final RequestStores stores;
    private final Assemblies assemblies;
    private final Replies replies;
    private final Outbox outbox;
    private final AssemblerMetrics metrics;
    private final InstantSource clock;

    Requests(RequestStores stores, Assemblies assemblies, Replies replies, Outbox outbox, AssemblerMetrics metrics,
            InstantSource clock) {
        this.stores = stores;
        this.assemblies = assemblies;
        this.replies = replies;
        this.outbox = outbox;
        this.metrics = metrics;
        this.clock = clock;
    }

    void planned(SpeechPlan plan) {
        var key = StoreKeys.request(plan.getRequestId());
        open(key, plan.getRequestId()).filter(request -> request.outline().isEmpty()).ifPresent(request -> {
            stores.putPlan(key, plan);
            carryOut(key, request.planned(plan));
        });
    }

    /** Takes an event that {@link EventRules} found nothing wrong with; says what the plan finds wrong. */
    Optional<String> happened(ChunkEvent event) {
        var key = StoreKeys.request(event.getRequestId());
        var open = open(key, event.getRequestId());
        if (open.isEmpty()) {
            return Optional.empty();
        }
        var request = open.get();
        int chunk = event.getChunk();
        if (!request.mayHave(chunk)) {
            return Optional.of("chunk: the request has none with number " + chunk);
        }
        var take = StoreKeys.take(key, chunk, event.getAttempt());
        switch (event.getEvent()) {
            case Segment segment -> heard(key, request, take, segment);
            case ChunkCompleted end -> follow(key, request, take, stores.take(take).withEnd(end));
            case ChunkFailed failed -> carryOut(key, request.failed(chunk, Ending.of(failed.getReason(),
                    "chunk " + chunk + " failed after " + failed.getAttempts() + " attempts: " + failed.getMessage())));
            default -> throw new IllegalStateException("an event that the rules let through and nobody knows");
        }
        return Optional.empty();
    }

    private void heard(Bytes key, Request.Open request, Bytes take, Segment segment) {
        if (request.isSpoken(StoreKeys.chunkOf(take))) {
            return; // Either it is there already, or another attempt is heard.
        }
        if (stores.addSegment(take, segment.getIndex(), segment.getPcm())) {
            int samples = segment.getPcm().remaining() / Short.BYTES;
            follow(key, request, take, stores.take(take).withSegment(segment.getIndex(), samples));
        }
    }

    private void follow(Bytes key, Request.Open request, Bytes takeKey, Take take) {
        int chunk = StoreKeys.chunkOf(takeKey);
        if (request.isSpoken(chunk)) {
            return;
        }
        if (!take.isWhole()) {
            stores.putTake(takeKey, take);
            return;
        }
        var contradiction = take.contradiction();
        if (contradiction.isPresent()) {
            carryOut(key, request.over(Ending.of(Reason.ENGINE_FAILED, "chunk " + chunk + ": " + contradiction.get())));
            return;
        }
        stores.putTake(takeKey, take.choose());
        carryOut(key, request.spoken(chunk, take.samples()));
    }

    void cancelled(Cancellation cancellation) {
        var cause = cancellation.getCause().isBlank() ? "cancelled" : cancellation.getCause();
        over(cancellation.getRequestId(), Ending.of(Reason.CANCELLED, cause));
    }

    /** Something made it impossible to finish this request. */
    void over(String requestId, Ending why) {
        var key = StoreKeys.request(requestId);
        open(key, requestId).ifPresent(request -> carryOut(key, request.over(why)));
    }

    /** Does what time has come for; also begins again what another process left unfinished. */
    void tick() {
        for (var key : stores.due(clock.instant(), MAX_EXPIRED_AT_ONCE, key -> !assemblies.isRunning(key))) {
            stores.request(key).ifPresent(request -> carryOut(key, request.expired()));
        }
    }

    /** Announces the tracks that are finished. */
    void collect() {
        for (var finished : assemblies.takeFinished()) {
            var plan = stores.plan(finished.key());
            end(finished.key(), plan, finished.result(), plan.getChunks().size());
        }
    }

    /** The request, unless it is over; one that nobody has heard of begins now. */
    private Optional<Request.Open> open(Bytes key, String id) {
        return switch (stores.request(key).orElseGet(() -> begin(key, id))) {
            case Request.Open open -> Optional.of(open);
            case Request.Ended _ -> Optional.empty();
        };
    }

    /** Remembered at once, so that whatever is stored for it is found again when no plan comes. */
    private Request begin(Bytes key, String id) {
        var begun = Request.Open.begun(id, clock.instant());
        stores.put(key, begun);
        return begun;
    }

    private void carryOut(Bytes key, Step step) {
        switch (step) {
            case Step.Ignore _ -> {
            }
            case Step.Keep(Request.Open state) -> stores.put(key, state);
            case Step.Advance(Request.Open state, int spoken, int chunks) -> {
                stores.put(key, state);
                outbox.status(
                        Results.speaking(state.id(), new Results.Reached(spoken, chunks, state.spoken().samples()),
                                clock.instant()));
            }
            case Step.Assemble(Request.Open state) -> {
                stores.put(key, state);
                assemblies.begin(key, stores.plan(key).getPriority());
            }
            case Step.End(Ending ending, int spoken) -> {
                var plan = stores.plan(key);
                end(key, plan, Results.ended(plan, ending, clock.instant()), spoken);
            }
            case Step.Forget _ -> stores.forget(key);
        }
    }

    /** How long the chunks are that were spoken of a request that is not over yet. */
    private long samples(Bytes key) {
        return stores.request(key)
                .map(request -> request instanceof Request.Open open ? open.spoken().samples() : 0L).orElse(0L);
    }

    private void end(Bytes key, SpeechPlan plan, SpeechResult result, int spoken) {
        var reply = replies.reply(plan.getReplyTopic(), result);
        outbox.result(reply.topic(), reply.result());
        outbox.status(replies.status(Results.over(reply.result(),
                new Results.Reached(spoken, plan.getChunks().size(), samples(key)))));
        stores.dropContents(key);
        stores.put(key, new Request.Ended(clock.instant()));
        metrics.announced(reply.result());
        LOG.atInfo().addKeyValue("request", plan.getRequestId()).addKeyValue("outcome", reply.result().getOutcome())
                .addKeyValue("seconds", reply.result().getDurationSeconds()).log("ended");
    }
}
