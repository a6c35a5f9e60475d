package io.vibestream.assembler;

import io.vibestream.schemas.RequestStatus;
import io.vibestream.schemas.SpeechResult;

/** Where words about requests go. */
interface Outbox {

    void result(String topic, SpeechResult result);

    void status(RequestStatus status);
}
