package io.vibestream.gateway.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.webserver.http.ServerResponse;
import io.vibestream.gateway.http.Caller;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.pipeline.KnownJob;
import io.vibestream.gateway.pipeline.Pipeline;
import io.vibestream.gateway.pipeline.Standing;
import io.vibestream.gateway.streaming.Heard;
import io.vibestream.gateway.streaming.LiveSpeech;
import io.vibestream.gateway.streaming.Witness;
import io.vibestream.schemas.ChunkCompleted;
import io.vibestream.schemas.Job;
import io.vibestream.schemas.ScriptLine;
import io.vibestream.schemas.SpeechPlan;
import io.vibestream.schemas.SpeechResult;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Tells one caller what happens to one job, from its beginning to its end. Used once, by the thread that serves the call. */
final class JobEvents {

    private static final int MAX_TEXT_SHOWN = 200;
    /** The sound of a job that is over lies in Kafka; what does not come by now was lost with its topic's retention. */
    private static final Duration REST_OF_SOUND = Duration.ofSeconds(30);

    private final Pipeline pipeline;
    private final Jobs jobs;
    private final JobView view;
    private final InstantSource clock;
    private final EventStream events;
    private final Job job;
    private final double speed;
    private final Peaks peaks;
    private final Heralds heralds = new Heralds();
    private final Set<Integer> chunksTold = new HashSet<>();
    private boolean planTold;
    private boolean soundIsOver;
    private Optional<Standing> told = Optional.empty();

    JobEvents(Pipeline pipeline, Jobs jobs, JobView view, Job job, ServerResponse response, InstantSource clock) {
        this.pipeline = pipeline;
        this.jobs = jobs;
        this.view = view;
        this.clock = clock;
        this.job = job;
        events = new EventStream(response, clock);
        speed = job.getRequest().orElseThrow().getSpeed();
        peaks = new Peaks(LiveSpeech.SAMPLE_RATE, speed);
    }

    /** What the readers' threads say, until the caller's comes by. Bounded by the number of chunks. */
    private static final class Heralds implements Witness {

        private final LinkedBlockingQueue<SpeechPlan> plans = new LinkedBlockingQueue<>(1);
        private final LinkedBlockingQueue<Spoken> chunks = new LinkedBlockingQueue<>();

        private record Spoken(int chunk, long samples) {}

        @Override
        public void planned(SpeechPlan plan) {
            plans.offer(plan); // the same plan may come twice
        }

        @Override
        public void spoken(int chunk, ChunkCompleted end) {
            chunks.add(new Spoken(chunk, end.getSamples()));
        }
    }

    /** Returns after the end. */
    void tell(Standing standing) throws IOException, InterruptedException {
        if (standing.isOver()) {
            end(pipeline.result(job.getRequestId()));
            return;
        }
        progress(standing);
        var result = pipeline.result(job.getRequestId());
        try (var speech = pipeline.listen(job.getRequestId(), job.getCreatedAt(), heralds)) {
            Optional<Instant> overSince = Optional.empty();
            while (!soundIsOver || overSince.isEmpty()) {
                listen(speech, result);
                tellNews();
                overSince = overSince.or(() -> result.isDone() ? Optional.of(clock.instant()) : Optional.empty());
                soundIsOver |= overSince.filter(since -> since.plus(REST_OF_SOUND).isBefore(clock.instant()))
                        .isPresent();
            }
            end(result);
        } finally {
            result.cancel(false);
        }
    }

    private Standing standing() {
        return new Standing(KnownJob.of(job), pipeline.progress(job.getRequestId()));
    }

    /** Waits a moment for sound, or for the end where no more can come. */
    private void listen(LiveSpeech speech, Future<SpeechResult> result) throws IOException, InterruptedException {
        if (soundIsOver) {
            try {
                result.get(Caller.GLANCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException notYetOrNever) {
                // Whether it is over is looked at by who calls.
            }
            return;
        }
        switch (speech.next(Caller.GLANCE)) {
            case Heard.Sound(int chunk, var audio) -> {
                tellNews();
                var drawn = peaks.draw(audio);
                if (drawn.isPresent()) {
                    sound(chunk, drawn.get());
                }
            }
            case Heard.Nothing() -> {
                // The pause is what it was asked for.
            }
            case Heard.Whole(),Heard.Ended _,Heard.Lost _ -> soundIsOver = true;
        }
    }

    private void tellNews() throws IOException {
        if (Caller.hasGone()) {
            throw Caller.gone();
        }
        var plan = Optional.ofNullable(heralds.plans.peek()).filter(_ -> !planTold);
        if (plan.isPresent()) {
            plan(plan.get());
        }
        for (var spoken = heralds.chunks.poll(); spoken != null; spoken = heralds.chunks.poll()) {
            chunk(spoken);
        }
        var now = standing();
        if (!told.equals(Optional.of(now))) {
            progress(now);
        }
        events.keepAlive();
    }

    private void plan(SpeechPlan plan) throws IOException {
        planTold = true;
        var event = Json.object();
        var chunks = event.putArray("chunks");
        plan.getChunks().forEach(chunk -> chunks.addObject().put("index", chunk.getIndex()).put("text", shown(chunk
                .getLines().stream().map(ScriptLine::getText).collect(Collectors.joining("\n")))));
        events.send("plan", event);
    }

    private static String shown(String text) {
        return text.codePointCount(0, text.length()) <= MAX_TEXT_SHOWN
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MAX_TEXT_SHOWN));
    }

    private void chunk(Heralds.Spoken spoken) throws IOException {
        if (chunksTold.add(spoken.chunk())) {
            double seconds = spoken.samples() / (LiveSpeech.SAMPLE_RATE * speed);
            events.send("chunk", Json.object().put("index", spoken.chunk()).put("seconds", seconds));
        }
    }

    private void sound(int chunk, Peaks.Drawn drawn) throws IOException {
        var event = Json.object().put("chunk", chunk).put("start_seconds", drawn.startSeconds());
        var values = event.putArray("peaks");
        for (float peak : drawn.peaks()) {
            values.add(Math.round(peak * 1000) / 1000.0);
        }
        events.send("sound", event);
    }

    private void progress(Standing now) throws IOException {
        told = Optional.of(now);
        if (!now.isOver()) { // the end says the rest
            events.send("progress", view.brief(job, now, Optional.empty(), clock.instant()));
        }
    }

    /** @param coming the same that was waited for: asked for anew, it would be missed where its state is not here yet */
    private void end(CompletableFuture<SpeechResult> coming) throws IOException {
        var result = Pipeline.await(coming, Jobs.READING);
        if (!planTold) {
            spans(result);
        }
        // The result may be here before the word of the state is.
        events.send("end", result.map(over -> jobs.ended(job, over))
                .orElseGet(() -> view.whole(job, standing(), Optional.empty(), clock.instant())));
        events.close();
    }

    /** Whoever comes after the end hears of the chunks what the result says of them. */
    private void spans(Optional<SpeechResult> result) throws IOException {
        if (result.isPresent() && !result.get().getSpans().isEmpty()) {
            ObjectNode event = Json.object();
            var chunks = event.putArray("chunks");
            result.get().getSpans().forEach(span -> chunks.addObject().put("index", span.getChunk()).put("text",
                    shown(span.getText())));
            events.send("plan", event);
        }
    }
}
