package io.vibestream.synth.kafka;

import io.vibestream.audio.Pcm;
import io.vibestream.schemas.ChunkCompleted;
import io.vibestream.schemas.ChunkEvent;
import io.vibestream.schemas.ChunkFailed;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.Segment;
import java.nio.ByteBuffer;

/**
 * The identity that all events of one attempt at one chunk carry.
 *
 * @param id unique for every attempt
 */
record Attempt(String requestId, int chunk, String id) {

    ChunkEvent segment(int index, Pcm audio) {
        return event(Segment.newBuilder().setIndex(index).setPcm(ByteBuffer.wrap(audio.toS16le())).build());
    }

    ChunkEvent completed(ChunkCompleted completed) {
        return event(completed);
    }

    ChunkEvent failed(Reason reason, String message, int attempts) {
        return event(
                ChunkFailed.newBuilder().setReason(reason).setMessage(message).setAttempts(attempts).build());
    }

    private ChunkEvent event(Object event) {
        return ChunkEvent.newBuilder().setRequestId(requestId).setChunk(chunk).setAttempt(id).setEvent(event).build();
    }
}
