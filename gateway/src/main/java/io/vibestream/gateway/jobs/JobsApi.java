package io.vibestream.gateway.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.vibestream.gateway.http.Exchange;
import io.vibestream.gateway.http.Holder;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.http.Problem;
import io.vibestream.gateway.http.ProblemException;
import io.vibestream.gateway.http.SignedCalls;
import io.vibestream.gateway.pipeline.Pipeline;
import io.vibestream.runtime.links.LinkSettings;
import io.vibestream.schemas.CaptionFormat;
import io.vibestream.schemas.Job;
import io.vibestream.schemas.RequestLimits;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.TrackFormat;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;

/** {@code /v1/jobs}. */
public final class JobsApi implements HttpService {

    private static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create("idempotency-key");
    private static final int MAX_BODY = 8_000_000;
    /** What clients send where there is nothing to say. */
    private static final int MAX_EMPTY_BODY = 10_000;

    private final RequestLimits limits;
    private final Pipeline pipeline;
    private final InstantSource clock;
    private final JobView view;
    private final JobAudio audio;
    private final Semaphore listeners;
    private final Jobs jobs;
    private final Intake intake;

    /**
     * The API in front of a pipeline.
     *
     * @param replyTopicPrefix what every request is held to
     * @param speakers who speaks for the voice that was asked for
     */
    public JobsApi(Pipeline pipeline, JobsSettings settings, String replyTopicPrefix, SignedCalls calls,
            LinkSettings audio, UnaryOperator<String> speakers, InstantSource clock) {
        limits = new RequestLimits(settings.maxInputChars(), replyTopicPrefix);
        this.pipeline = pipeline;
        this.clock = clock;
        listeners = new Semaphore(settings.listeners());
        var links = new JobLinks(calls, audio, clock);
        view = new JobView(links);
        jobs = new Jobs(pipeline, view, clock);
        this.audio = new JobAudio(pipeline, jobs, links, clock);
        intake = new Intake(pipeline, jobs, speakers, settings.retention(), clock);
    }

    @Override
    public void routing(HttpRules rules) {
        var one = JobLinks.path("{id}");
        rules.post(JobLinks.JOBS, this::create).get(JobLinks.JOBS, this::list).put(one, this::put).get(one, this::show)
                .delete(one, this::delete).post(one + "/cancel", this::cancel).get(one + "/audio", this::play)
                .get(one + "/events", this::tell);
        for (var format : CaptionFormat.values()) {
            rules.get(one + "/captions." + Fields.word(format),
                    (request, response) -> audio.captions(id(request), format, response));
        }
    }

    /** What is told of a job that has ended so. */
    public JsonNode ended(Job job, SpeechResult result) {
        return jobs.ended(job, result);
    }

    private void put(ServerRequest request, ServerResponse response) {
        var order = order(request); // read even when the id is wrong, so that the connection stays in order
        answer(id(request), order, request, response);
    }

    private void create(ServerRequest request, ServerResponse response) {
        var order = order(request);
        var holder = Holder.of(request);
        var key = request.headers().first(IDEMPOTENCY_KEY);
        if (key.isPresent()) {
            answer(JobId.forKey(holder.name(), key.get()), order, request, response);
            return;
        }
        var id = JobId.random();
        intake.takeNew(id, order, holder);
        Exchange.send(response, 201, jobs.show(id));
    }

    private JobOrder order(ServerRequest request) {
        return JobOrder.read(Json.parse(Exchange.body(request, MAX_BODY)), limits);
    }

    private void answer(JobId id, JobOrder order, ServerRequest request, ServerResponse response) {
        int status = switch (intake.take(id, order, Holder.of(request))) {
            case NEW -> 201;
            case KNOWN -> 200;
        };
        Exchange.send(response, status, jobs.show(id));
    }

    private void list(ServerRequest request, ServerResponse response) {
        var query = JobQuery.read(name -> request.query().first(name).asOptional());
        Exchange.send(response, 200, jobs.list(query));
    }

    private void show(ServerRequest request, ServerResponse response) {
        Exchange.send(response, 200, jobs.show(id(request)));
    }

    private void cancel(ServerRequest request, ServerResponse response) {
        var _ = Exchange.body(request, MAX_EMPTY_BODY);
        Exchange.send(response, 200, jobs.cancel(id(request)));
    }

    private void delete(ServerRequest request, ServerResponse response) {
        var _ = Exchange.body(request, MAX_EMPTY_BODY);
        Exchange.send(response, 200, jobs.delete(id(request)));
    }

    private void play(ServerRequest request, ServerResponse response) throws IOException, InterruptedException {
        var format = request.query().first("format").asOptional().map(word -> Fields.choice("format", word,
                TrackFormat.values()));
        var id = id(request);
        listen(() -> audio.play(id, format, response));
    }

    private void tell(ServerRequest request, ServerResponse response) throws IOException, InterruptedException {
        var standing = jobs.find(id(request));
        var job = jobs.read(standing);
        listen(() -> new JobEvents(pipeline, jobs, view, job, response, clock).tell(standing));
    }

    /** What may last as long as a job does. */
    private interface Listening {
        void toTheEnd() throws IOException, InterruptedException;
    }

    private void listen(Listening listening) throws IOException, InterruptedException {
        if (!listeners.tryAcquire()) {
            throw new ProblemException(Problem.of(503, "server_error", "Too many listen already, try again later")
                    .coded("overloaded").worthRetrying());
        }
        try {
            listening.toTheEnd();
        } finally {
            listeners.release();
        }
    }

    private static JobId id(ServerRequest request) {
        return JobId.of(request.path().pathParameters().get("id"));
    }
}
