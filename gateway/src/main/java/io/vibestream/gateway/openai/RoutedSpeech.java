package io.vibestream.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.http.ProblemException;
import io.vibestream.schemas.TrackFormat;
import java.util.List;

/**
 * An OpenAI call that came as RunPod's job instead of by HTTP.
 *
 * @param speaker who speaks for the voice that was asked for
 */
public record RoutedSpeech(String text, String speaker, TrackFormat format) {

    private static final List<String> MODELS = List.of("vibevoice-7b", "tts-1", "tts-1-hd", "gpt-4o-mini-tts");

    /**
     * Reads the body of a call for speech.
     *
     * @throws ProblemException with what is wrong, as a caller over HTTP would hear it
     */
    public static RoutedSpeech read(JsonNode body, VoiceCatalogue voices, int maxInputChars) {
        var read = SpeechBody.read(body, voices.voices(), maxInputChars);
        return new RoutedSpeech(read.input(), read.speaker(), read.format());
    }

    /** What is answered to who asks for the models. Every one of them is the same voice model. */
    public static JsonNode models() {
        var list = Json.object().put("object", "list");
        var data = list.putArray("data");
        for (var id : MODELS) {
            data.add(Json.object().put("id", id).put("object", "model").put("created", 0)
                    .put("owned_by", "vibestream"));
        }
        return list;
    }
}
