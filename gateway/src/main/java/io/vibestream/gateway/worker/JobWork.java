package io.vibestream.gateway.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.audio.encode.AudioFormat;
import io.vibestream.schemas.SpeechRequest;
import java.util.Optional;

/** What a job from RunPod asks for. */
sealed interface JobWork {

    /**
     * Speech, told when it is whole.
     *
     * @param formatShown the format as the caller wrote it
     */
    record Speech(SpeechRequest request, Optional<String> formatShown) implements JobWork {}

    /**
     * Speech, told piece by piece.
     *
     * @param formatShown the name of the pieces' format
     */
    record LiveSpeech(SpeechRequest request, AudioFormat format, String formatShown) implements JobWork {}

    /** Something that is known already. */
    record Known(JsonNode output) implements JobWork {}

    record Refused(String message) implements JobWork {}
}
