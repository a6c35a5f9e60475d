package io.vibestream.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.http.ProblemException;
import io.vibestream.schemas.TrackFormat;

/**
 * An OpenAI call that came as RunPod's job instead of by HTTP.
 *
 * @param speaker who speaks for the voice that was asked for
 * @param speed 1 is as spoken
 */
public record RoutedSpeech(String text, String speaker, TrackFormat format, double speed) {

    /**
     * Reads the body of a call for speech.
     *
     * @throws ProblemException with what is wrong, as a caller over HTTP would hear it
     */
    public static RoutedSpeech read(JsonNode body, VoiceCatalogue voices, int maxInputChars) {
        var read = SpeechBody.read(body, voices.voices(), maxInputChars);
        return new RoutedSpeech(read.input(), read.speaker(), read.format(), read.speed());
    }
}
