package io.vibestream.gateway.worker;

import com.fasterxml.jackson.databind.JsonNode;

/** What came of asking RunPod. */
sealed interface Answer {

    /** There is something. */
    record Content(JsonNode json) implements Answer {}

    /** There is nothing now. */
    record Nothing() implements Answer {}

    /** Not so often. */
    record TooMany() implements Answer {}

    /** It will not have this, now or later. */
    record Refused(int status) implements Answer {}

    /** It did not work, and may work another time. */
    record Failed(String cause) implements Answer {}
}
