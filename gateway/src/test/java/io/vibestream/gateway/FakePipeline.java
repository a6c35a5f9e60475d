package io.vibestream.gateway;

import io.vibestream.audio.Pcm;
import io.vibestream.gateway.pipeline.EndListener;
import io.vibestream.gateway.pipeline.JobBook;
import io.vibestream.gateway.pipeline.VoiceBook;
import io.vibestream.gateway.pipeline.Pipeline;
import io.vibestream.gateway.pipeline.PipelineException;
import io.vibestream.gateway.pipeline.Progress;
import io.vibestream.gateway.streaming.LiveSpeech;
import io.vibestream.gateway.streaming.Place;
import io.vibestream.gateway.streaming.Recall;
import io.vibestream.gateway.streaming.Witness;
import io.vibestream.schemas.ChunkCompleted;
import io.vibestream.schemas.ChunkEvent;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.PlannedChunk;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.Segment;
import io.vibestream.schemas.SpeechPlan;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.SpeechResult;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A pipeline that answers as it is told and remembers what it was asked. */
final class FakePipeline implements Pipeline {

    static final byte[] SECOND = second();

    private final List<SpeechRequest> requests = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<SpeechResult>> answers = new CopyOnWriteArrayList<>();
    private final ConcurrentMap<String, Progress> progress = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, SpeechResult> results = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, CompletableFuture<SpeechResult>> waiting = new ConcurrentHashMap<>();
    private final JobBook jobs = new FakeJobs();
    private final VoiceBook voices = new FakeVoices();
    /** Set before the start. */
    private volatile String remark = "";
    private volatile EndListener ends = result -> {};
    private final List<String> cancelled = new CopyOnWriteArrayList<>();
    /** Set by the test's thread before a call, read by the server's threads. */
    private volatile Function<SpeechRequest, CompletableFuture<SpeechResult>> behaviour = request -> CompletableFuture
            .completedFuture(completed(request).setUrl("https://store/a.mp3").build());
    private volatile Optional<RequestState> state = Optional.empty();
    private volatile BiConsumer<SpeechRequest, LiveSpeech> speech = (request, live) -> {
        live.planned(plan(request, 1));
        live.happened(segment(request, 0, 0, SECOND), new Place(0, 0));
        live.happened(completed(request, 0, 1), new Place(0, 1));
    };
    private final AtomicInteger listeners = new AtomicInteger();
    private volatile Recall recall = place -> {
        throw new AssertionError("nothing that is played again was kept");
    };

    static SpeechResult.Builder completed(SpeechRequest request) {
        return ended(request, Outcome.COMPLETED).setDurationSeconds(1.5).setFormat(request.getFormat());
    }

    static SpeechResult.Builder ended(SpeechRequest request, Outcome outcome) {
        return SpeechResult.newBuilder().setRequestId(request.getId()).setMetadata(request.getMetadata())
                .setOutcome(outcome).setFinishedAt(Instant.now());
    }

    static ByteBuffer bytes(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return ByteBuffer.wrap(bytes);
    }

    void answer(Function<SpeechRequest, SpeechResult.Builder> result) {
        state = Optional.empty();
        behaviour = request -> CompletableFuture.completedFuture(result.apply(request).build());
    }

    void fail(Throwable cause) {
        state = Optional.empty();
        behaviour = request -> CompletableFuture.failedFuture(cause);
    }

    /** How the speech of streaming callers goes; runs in the caller's thread, before it listens. */
    void speak(BiConsumer<SpeechRequest, LiveSpeech> script) {
        speech = script;
    }

    /** Every segment that a listener is too slow for is a {@link #SECOND}. */
    void recallSeconds() {
        recall = place -> SECOND.clone();
    }

    static SpeechPlan plan(SpeechRequest request, int chunks) {
        return SpeechPlan.newBuilder().setRequestId(request.getId()).setSilenceMillis(0)
                .setChunks(IntStream.range(0, chunks)
                        .mapToObj(i -> PlannedChunk.newBuilder().setIndex(i).setLines(List.of()).build()).toList())
                .setCreatedAt(Instant.EPOCH).setPlannedAt(Instant.EPOCH).setDeadline(Instant.EPOCH).build();
    }

    static ChunkEvent segment(SpeechRequest request, int chunk, int index, byte[] samples) {
        return new ChunkEvent(request.getId(), chunk, "first", new Segment(index, ByteBuffer.wrap(samples)));
    }

    static ChunkEvent completed(SpeechRequest request, int chunk, int segments) {
        return new ChunkEvent(request.getId(), chunk, "first",
                ChunkCompleted.newBuilder().setSegments(segments).setSamples(0).setEngine("fake")
                        .setTakenAt(Instant.EPOCH).setCompletedAt(Instant.EPOCH).build());
    }

    /** A second of a tone that is loud enough to be measured. */
    static byte[] second() {
        var samples = new float[LiveSpeech.SAMPLE_RATE];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (0.1 * Math.sin(2 * Math.PI * 440 * i / LiveSpeech.SAMPLE_RATE));
        }
        return Pcm.of(LiveSpeech.SAMPLE_RATE, samples).toS16le();
    }

    /** How many callers listen now. */
    int listeners() {
        return listeners.get();
    }

    /** From now on requests have no end, until {@link #end} says so. */
    void stayIn(RequestState unfinished) {
        state = Optional.of(unfinished);
        behaviour = request -> result(request.getId());
    }

    /** How far a request is, as {@code tts.status} would say. */
    void progress(String requestId, Progress news) {
        progress.put(requestId, news);
    }

    /** A request ends so, now. */
    void end(SpeechResult result) {
        results.put(result.getRequestId(), result);
        progress.put(result.getRequestId(), new Progress(RequestState.valueOf(result.getOutcome().name()), 1, 1, 1.5,
                result.getFinishedAt()));
        if (result.getMetadata().containsKey(remark)) {
            Thread.ofVirtual().start(() -> {
                try {
                    ends.ended(result);
                } catch (InterruptedException stopping) {
                    throw new AssertionError("nobody interrupts this thread", stopping);
                }
            });
        }
        endBeforeItsState(result);
    }

    /** A request ends so, now: whoever waits hears of it, and the word of its state is not here yet. */
    void endBeforeItsState(SpeechResult result) {
        Optional.ofNullable(waiting.remove(result.getRequestId())).ifPresent(waits -> waits.complete(result));
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
        state.ifPresent(now -> progress.put(request.getId(), new Progress(now, 0, 0, 0, Instant.now())));
        answers.add(answer);
        if (answer.isDone() && !answer.isCompletedExceptionally()) {
            end(answer.join());
        }
        return answer;
    }

    @Override
    public void accept(SpeechRequest request) {
        var answer = submit(request);
        if (answer.isCompletedExceptionally()) {
            throw new PipelineException("The speech pipeline cannot be reached", answer.exceptionNow());
        }
    }

    @Override
    public void refuse(SpeechResult refusal) {
        end(refusal);
    }

    @Override
    public Optional<Progress> progress(String requestId) {
        return Optional.ofNullable(progress.get(requestId));
    }

    @Override
    public CompletableFuture<SpeechResult> result(String requestId) {
        var waits = waiting.computeIfAbsent(requestId, _ -> new CompletableFuture<>());
        Optional.ofNullable(results.get(requestId)).ifPresent(waits::complete);
        return waits.copy();
    }

    @Override
    public void tellEnds(String key, EndListener listener) {
        remark = key;
        ends = listener;
    }

    @Override
    public int workers() {
        return 2;
    }

    @Override
    public Optional<String> engine() {
        return Optional.of("fake");
    }

    @Override
    public JobBook jobs() {
        return jobs;
    }

    @Override
    public VoiceBook voices() {
        return voices;
    }

    @Override
    public LiveSpeech stream(SpeechRequest request) {
        requests.add(request);
        listeners.incrementAndGet();
        var live = new LiveSpeech(1 << 20, recall, listeners::decrementAndGet);
        speech.accept(request, live);
        return live;
    }

    @Override
    public LiveSpeech listen(String requestId, Instant since, Witness witness) {
        var request = requests.stream().filter(sent -> sent.getId().equals(requestId)).findFirst().orElseThrow();
        listeners.incrementAndGet();
        var live = new LiveSpeech(1 << 20, place -> {
            throw new AssertionError("nothing that is played again was kept");
        }, witness, listeners::decrementAndGet);
        var _ = result(requestId).thenAccept(live::ended);
        speech.accept(request, live);
        return live;
    }

    /** The ids that were cancelled, in that order. */
    List<String> cancelled() {
        return cancelled;
    }

    @Override
    public void cancel(Collection<String> requestIds, String cause) {
        cancelled.addAll(requestIds);
    }
}
