package io.vibestream.gateway.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.http.ProblemException;
import io.vibestream.gateway.openai.ModelsApi;
import io.vibestream.gateway.openai.RoutedSpeech;
import io.vibestream.gateway.openai.VoiceCatalogue;
import io.vibestream.gateway.runpod.JobInput;
import io.vibestream.gateway.runpod.LivePieces;
import io.vibestream.gateway.runpod.S3Config;
import io.vibestream.schemas.RequestLimits;
import io.vibestream.schemas.SpeechRequest;
import java.util.Optional;

/** Reads RunPod's jobs: the endpoint's own, and those that RunPod makes of calls to {@code /openai/...}. Safe to share between threads. */
public final class JobReader {

    private final Limits limits;
    private final VoiceCatalogue voices;
    private final S3Config stores;

    /**
     * What a job may ask for.
     *
     * @param maxInputChars of an OpenAI call
     */
    public record Limits(RequestLimits request, double defaultCfgScale, int maxInputChars) {}

    public JobReader(Limits limits, VoiceCatalogue voices, S3Config stores) {
        this.stores = stores;
        this.limits = limits;
        this.voices = voices;
    }

    /** @param draft the request as far as it is known without the job */
    JobWork read(JsonNode job, SpeechRequest.Builder draft) {
        try {
            stores.read(job.path("s3Config"))
                    .ifPresent(store -> draft.setSealedStore(stores.seal(store, draft.getId())));
        } catch (ProblemException refused) {
            return new JobWork.Refused(refused.problem().message());
        }
        return input(job.path("input"), draft);
    }

    private JobWork input(JsonNode input, SpeechRequest.Builder draft) {
        if (input.has("openai_route")) {
            return routed(input, draft);
        }
        return input.isObject() && LivePieces.Wish.isIn(input) ? live(input, draft) : switch (read(draft, input)) {
            case JobInput.Read.Refused(var message) -> new JobWork.Refused(message);
            case JobInput.Read.Accepted(var request, var formatShown) -> new JobWork.Speech(request, formatShown);
        };
    }

    private JobInput.Read read(SpeechRequest.Builder draft, JsonNode input) {
        return read(draft, input, limits.request());
    }

    private JobInput.Read read(SpeechRequest.Builder draft, JsonNode input, RequestLimits bounds) {
        return JobInput.read(input, draft, bounds, limits.defaultCfgScale());
    }

    private JobWork live(JsonNode input, SpeechRequest.Builder draft) {
        return switch (read(draft, LivePieces.Wish.without(input))) {
            case JobInput.Read.Refused(var message) -> new JobWork.Refused(message);
            case JobInput.Read.Accepted(var request, _) -> LivePieces.Wish.read(input).<JobWork>map(
                    wish -> new JobWork.LiveSpeech(request, wish)).orElseGet(
                            () -> new JobWork.Refused(
                                    "Unknown output_format: " + input.path("output_format").asText()));
        };
    }

    private JobWork routed(JsonNode input, SpeechRequest.Builder draft) {
        var route = input.path("openai_route").asText();
        try {
            return switch (route) {
                case "/v1/models" -> new JobWork.Known(ModelsApi.list());
                case "/v1/audio/speech" -> speech(RoutedSpeech.read(input.path("openai_input"), voices,
                        limits.maxInputChars()), draft);
                default -> new JobWork.Refused("openai_route: expected /v1/audio/speech or /v1/models");
            };
        } catch (ProblemException refused) {
            return new JobWork.Refused(refused.problem().message());
        }
    }

    private JobWork speech(RoutedSpeech speech, SpeechRequest.Builder draft) {
        var asInput = Json.object().put("text", speech.text()).put("speaker_name", speech.speaker());
        // OpenAI's own bound, which was checked, and not that of RunPod's inputs.
        var bounds = new RequestLimits(limits.maxInputChars(), limits.request().replyTopicPrefix());
        return switch (read(draft, asInput, bounds)) {
            case JobInput.Read.Refused(var message) -> new JobWork.Refused(message);
            case JobInput.Read.Accepted(var request, _) -> new JobWork.Speech(
                    SpeechRequest.newBuilder(request).setFormat(speech.format()).setSpeed(speech.speed()).build(),
                    Optional.of(speech.format().name().toLowerCase(java.util.Locale.ROOT)));
        };
    }
}
