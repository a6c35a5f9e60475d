package io.vibestream.gateway;

import io.vibestream.gateway.pipeline.Pipeline;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.SpeechResult;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A pipeline that answers as it is told and remembers what it was asked. */
final class FakePipeline implements Pipeline {

    private final List<SpeechRequest> requests = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<SpeechResult>> answers = new CopyOnWriteArrayList<>();
    private final List<String> cancelled = new CopyOnWriteArrayList<>();
    /** Set by the test's thread before a call, read by the server's threads. */
    private volatile Function<SpeechRequest, CompletableFuture<SpeechResult>> behaviour = request -> CompletableFuture
            .completedFuture(completed(request).setUrl("https://store/a.mp3").build());
    private volatile RequestState state = RequestState.QUEUED;

    static SpeechResult.Builder completed(SpeechRequest request) {
        return ended(request, Outcome.COMPLETED).setDurationSeconds(1.5).setFormat(request.getFormat());
    }

    static SpeechResult.Builder ended(SpeechRequest request, Outcome outcome) {
        return SpeechResult.newBuilder().setRequestId(request.getId()).setOutcome(outcome).setFinishedAt(Instant.EPOCH);
    }

    static ByteBuffer bytes(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return ByteBuffer.wrap(bytes);
    }

    void answer(Function<SpeechRequest, SpeechResult.Builder> result) {
        behaviour = request -> CompletableFuture.completedFuture(result.apply(request).build());
    }

    void fail(Throwable cause) {
        behaviour = request -> CompletableFuture.failedFuture(cause);
    }

    void stayIn(RequestState unfinished) {
        state = unfinished;
        behaviour = request -> new CompletableFuture<>();
    }

    List<SpeechRequest> requests() {
        return requests;
    }

    List<CompletableFuture<SpeechResult>> answers() {
        return answers;
    }

    @Override
    public void start() {}

    @Override
    public void close() {}

    @Override
    public CompletableFuture<SpeechResult> submit(SpeechRequest request) {
        requests.add(request);
        var answer = behaviour.apply(request);
        answers.add(answer);
        return answer;
    }

    /** The ids that were cancelled, in that order. */
    List<String> cancelled() {
        return cancelled;
    }

    @Override
    public void cancel(String requestId, String cause) {
        cancelled.add(requestId);
    }

    @Override
    public RequestState state(String requestId) {
        return state;
    }
}
