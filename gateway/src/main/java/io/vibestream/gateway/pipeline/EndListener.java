package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.SpeechResult;

/** Deals with the ends of requests. */
public interface EndListener {

    /** Returns when this end has been dealt with, for better or worse; until then it is told again after a restart. */
    void ended(SpeechResult result) throws InterruptedException;
}
