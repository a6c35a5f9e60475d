package io.vibestream.gateway.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.runpod.LivePieces;
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

    /** Speech, told piece by piece. */
    record LiveSpeech(SpeechRequest request, LivePieces.Wish wish) implements JobWork {}

    /** Something that is known already. */
    record Known(JsonNode output) implements JobWork {}

    record Refused(String message) implements JobWork {}
}
