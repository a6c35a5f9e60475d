package io.vibestream.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.streaming.LiveSpeech;

/**
 * What a call cost.
 *
 * @param inputTokens code points of the text: engines cut text into tokens each in their own way
 * @param outputTokens frames of speech, as VibeVoice makes them: 7.5 a second
 */
record Usage(long inputTokens, long outputTokens) {

    private static final int SAMPLES_PER_FRAME = LiveSpeech.SAMPLE_RATE * 2 / 15;

    static Usage of(String text, long samples) {
        return new Usage(text.codePointCount(0, text.length()), Math.ceilDiv(samples, SAMPLES_PER_FRAME));
    }

    JsonNode json() {
        return Json.object().put("input_tokens", inputTokens).put("output_tokens", outputTokens)
                .put("total_tokens", inputTokens + outputTokens);
    }
}
