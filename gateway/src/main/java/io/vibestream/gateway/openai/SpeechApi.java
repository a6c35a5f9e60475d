package io.vibestream.gateway.openai;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.vibestream.gateway.http.CallId;
import io.vibestream.gateway.http.Caller;
import io.vibestream.gateway.http.Exchange;
import io.vibestream.gateway.http.Holder;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.http.ProblemException;
import io.vibestream.gateway.pipeline.Pipeline;
import io.vibestream.gateway.pipeline.PipelineException;
import io.vibestream.gateway.playing.Answers;
import io.vibestream.gateway.playing.AudioAnswer;
import io.vibestream.gateway.playing.SpeechAnswer;
import io.vibestream.gateway.playing.SpeechPlayer;
import io.vibestream.gateway.streaming.LiveEncoder;
import io.vibestream.schemas.Delivery;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.SpeechResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;

/** {@code POST /v1/audio/speech}. */
public final class SpeechApi implements HttpService {

    private static final HeaderName WARNING = HeaderNames.create("x-vibestream-warning");
    private static final int MAX_BODY = 1 << 20;
    /** The result of a request that timed out comes a little after its deadline. */
    private static final Duration LATE = Duration.ofSeconds(5);

    private final Pipeline pipeline;
    private final VoiceCatalogue voices;
    private final SpeechLimits limits;
    private final StoredAudio store;
    private final InstantSource clock;

    /**
     * What a caller may ask for.
     *
     * @param maxInputChars the longest input, in code points
     * @param timeout how long a caller waits for finished audio
     */
    public record SpeechLimits(int maxInputChars, Duration timeout) {}

    public SpeechApi(Pipeline pipeline, VoiceCatalogue voices, SpeechLimits limits, StoredAudio store,
            InstantSource clock) {
        this.pipeline = pipeline;
        this.voices = voices;
        this.limits = limits;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/v1/audio/speech", this::speak);
    }

    private void speak(ServerRequest request, ServerResponse response) throws IOException, InterruptedException {
        var body = SpeechBody.read(Json.parse(Exchange.body(request, MAX_BODY)), voices.voices(),
                limits.maxInputChars());
        var order = order("speech-" + CallId.of(request).value(), body, Holder.of(request));
        body.ignored().ifPresent(warning -> response.header(WARNING, warning));
        boolean wanted = true;
        try {
            switch (body.voicing()) {
                case AUDIO -> play(order, body, new AudioAnswer(response, Answers.contentType(body.format())));
                case EVENTS -> play(order, body, new EventAnswer(response, body.input()));
                case WHOLE -> finish(order, response);
            }
            wanted = false;
        } catch (ProblemException | PipelineException over) {
            wanted = false; // the request has ended by itself, will at its deadline, or cannot be reached
            throw over;
        } finally {
            if (wanted) {
                pipeline.cancel(order.getId(), "the caller has gone");
            }
        }
    }

    private void play(SpeechRequest order, SpeechBody body, SpeechAnswer answer)
            throws IOException, InterruptedException {
        try (var encoder = new LiveEncoder(body.format(), body.speed()); var speech = pipeline.stream(order)) {
            new SpeechPlayer(speech, encoder, answer, clock).play(patienceEnds());
        }
    }

    private void finish(SpeechRequest order, ServerResponse response) throws IOException, InterruptedException {
        var result = pipeline.submit(order);
        try {
            send(Caller.await(result, patienceEnds(), clock)
                    .orElseThrow(() -> new ProblemException(Answers.late())), response);
        } catch (ExecutionException failure) {
            throw new PipelineException("The speech pipeline cannot be reached", failure);
        } finally {
            result.cancel(false);
        }
    }

    private Instant patienceEnds() {
        return clock.instant().plus(limits.timeout()).plus(LATE);
    }

    private SpeechRequest order(String id, SpeechBody body, Holder holder) {
        var now = clock.instant();
        return SpeechRequest.newBuilder().setId(id).setText(body.input()).setVoice(body.speaker())
                .setFormat(body.format()).setCreatedAt(now).setDeadline(now.plus(limits.timeout()))
                .setSpeed(body.speed()).setPriority(holder.priority())
                .setDelivery(body.voicing() == Voicing.WHOLE ? Delivery.INLINE : Delivery.NONE).build();
    }

    private void send(SpeechResult result, ServerResponse response) throws IOException, InterruptedException {
        if (result.getOutcome() != Outcome.COMPLETED) {
            throw new ProblemException(Answers.problem(result));
        }
        response.header(HeaderNames.CACHE_CONTROL, "no-cache");
        response.header(HeaderNames.CONTENT_TYPE, Answers.contentType(result.getFormat()));
        var audio = result.getAudio();
        if (audio.isPresent()) {
            response.send(bytes(audio.get()));
        } else {
            store.send(result.getUrl().orElseThrow(() -> new IllegalStateException("a completed result without audio")),
                    response);
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
