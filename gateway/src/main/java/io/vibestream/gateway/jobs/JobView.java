package io.vibestream.gateway.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.pipeline.Progress;
import io.vibestream.gateway.pipeline.Standing;
import io.vibestream.gateway.webhooks.Webhooks;
import io.vibestream.schemas.Job;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.Timings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What the API says of a job. Pure. */
final class JobView {

    private final JobLinks links;

    JobView(JobLinks links) {
        this.links = links;
    }

    /** The whole job, with everything that came of it. */
    ObjectNode whole(Job job, Standing standing, Optional<SpeechResult> result, Instant now) {
        var view = brief(job, standing, result, now);
        result.filter(JobView::hasSound).ifPresent(ended -> {
            var spans = ((ObjectNode) view.path("result")).putArray("spans");
            ended.getSpans().forEach(span -> spans.addObject().put("chunk", span.getChunk()).put("text", span.getText())
                    .put("start_seconds", span.getStartSeconds()).put("end_seconds", span.getEndSeconds()));
        });
        return view;
    }

    /** The job without what it says: for lists, and for those who are told of every step. */
    ObjectNode brief(Job job, Standing standing, Optional<SpeechResult> result, Instant now) {
        var progress = standing.progress();
        var request = job.getRequest().orElseThrow(
                () -> new IllegalStateException("job " + job.getId() + ": expected a request, found none"));
        var view = Json.object().put("id", job.getId()).put("object", "job")
                .put("state", Fields.word(standing.state()))
                .put("created_at", job.getCreatedAt().getEpochSecond())
                .put("updated_at", progress.map(Progress::updatedAt).orElse(job.getCreatedAt()).getEpochSecond())
                .put("priority", Fields.word(request.getPriority())).put("format", Fields.word(request.getFormat()))
                .put("voice", request.getVoice().orElse(null)).put("title", request.getTitle().orElse(null));
        var metadata = view.putObject("metadata");
        new TreeMap<>(request.getMetadata()).forEach((key, value) -> {
            if (!key.equals(Webhooks.REMARK)) {
                metadata.put(key, value);
            }
        });
        view.putObject("chunks").put("total", progress.map(Progress::chunks).orElse(0))
                .put("done", progress.map(Progress::spoken).orElse(0));
        view.put("audio_seconds", result.filter(JobView::hasSound).map(SpeechResult::getDurationSeconds)
                .or(() -> progress.map(known -> known.seconds() / request.getSpeed())).orElse(0.0));
        secondsLeft(progress, now).ifPresentOrElse(left -> view.put("seconds_left", left),
                () -> view.putNull("seconds_left"));
        view.set("result", result.filter(JobView::hasSound).<JsonNode>map(this::result)
                .orElseGet(() -> Json.object().nullNode()));
        view.set("error", result.filter(ended -> !hasSound(ended)).<JsonNode>map(JobView::error)
                .orElseGet(() -> Json.object().nullNode()));
        view.set("links", links(job, request, standing, now));
        return view;
    }

    private static boolean hasSound(SpeechResult result) {
        return result.getOutcome() == Outcome.COMPLETED;
    }

    /** From the pace since the first chunk was spoken; nobody can tell before the second. */
    private static Optional<Double> secondsLeft(Optional<Progress> progress, Instant now) {
        return progress.filter(known -> known.state() == RequestState.SPEAKING && known.spoken() > 1).map(known -> {
            double forOne = Duration.between(known.since(), known.updatedAt()).toMillis() / 1000.0
                    / (known.spoken() - 1);
            double since = Duration.between(known.updatedAt(), now).toMillis() / 1000.0;
            return Math.round(Math.max(0, forOne * (known.chunks() - known.spoken()) - since) * 10) / 10.0;
        });
    }

    private ObjectNode result(SpeechResult result) {
        var view = Json.object().put("url", links.stored(result.getUrl(), result.getObjectKey()).orElse(null))
                .put("object_key", result.getObjectKey().orElse(null))
                .put("duration_seconds", result.getDurationSeconds())
                .put("content_type", result.getContentType().orElse(null));
        var captions = view.putObject("captions");
        result.getCaptions().forEach(file -> links.stored(file.getUrl(), file.getObjectKey())
                .ifPresent(url -> captions.put(Fields.word(file.getFormat()), url)));
        view.set("voices", array(result.getVoices()));
        view.put("engine", result.getEngine().orElse(null)).put("seed", result.getSeed());
        view.set("warnings", array(result.getWarnings()));
        view.set("timings", result.getTimings().map(JobView::timings).orElseGet(Json::object));
        return view;
    }

    private static ArrayNode array(List<String> texts) {
        var array = Json.object().arrayNode();
        texts.forEach(array::add);
        return array;
    }

    private static ObjectNode timings(Timings timings) {
        return Json.object().put("planning_millis", timings.getPlanningMillis())
                .put("waiting_millis", timings.getWaitingMillis())
                .put("first_segment_millis", timings.getFirstSegmentMillis())
                .put("synthesis_millis", timings.getSynthesisMillis())
                .put("assembly_millis", timings.getAssemblyMillis()).put("total_millis", timings.getTotalMillis());
    }

    private static ObjectNode error(SpeechResult result) {
        return Json.object().put("code", Fields.word(result.getReason().orElse(Reason.UNKNOWN)))
                .put("message", result.getMessage().orElse("The speech failed"));
    }

    private ObjectNode links(Job job, SpeechRequest request, Standing standing, Instant now) {
        var self = JobLinks.path(job.getId());
        var view = Json.object().put("self", self).put("audio", links.signed(self + "/audio", now))
                .put("events", links.signed(self + "/events", now));
        if (standing.state() == RequestState.COMPLETED) {
            request.getCaptions().forEach(format -> view.put("captions_" + Fields.word(format),
                    links.signed(self + "/captions." + Fields.word(format), now)));
        }
        return view;
    }
}
