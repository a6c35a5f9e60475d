package io.vibestream.assembler;

import io.vibestream.schemas.ChunkCompleted;
import io.vibestream.schemas.ChunkEvent;
import io.vibestream.schemas.ChunkFailed;
import io.vibestream.schemas.RequestRules;
import io.vibestream.schemas.Segment;
import java.util.Optional;

/** Which chunk events can be believed: what decodes may still be nonsense, and nonsense must not cost memory or order. Pure. */
final class EventRules {

    /** More than a plan of one record can hold, and few enough to keep one bit for each. */
    static final int MAX_CHUNKS = 1 << 20;
    private static final int MAX_ATTEMPT_CHARS = 200;

    private EventRules() {}

    static Optional<String> problem(ChunkEvent event) {
        var id = RequestRules.idProblem(event.getRequestId());
        if (id.isPresent()) {
            return id;
        }
        if (event.getChunk() < 0 || event.getChunk() >= MAX_CHUNKS) {
            return Optional.of("chunk: expected 0 to " + (MAX_CHUNKS - 1) + ", found " + event.getChunk());
        }
        if (event.getAttempt().isBlank() || event.getAttempt().length() > MAX_ATTEMPT_CHARS) {
            return Optional.of("attempt: expected 1 to " + MAX_ATTEMPT_CHARS + " characters, found "
                    + event.getAttempt().length());
        }
        return switch (event.getEvent()) {
            case Segment segment -> problem(segment);
            case ChunkCompleted end when end.getSegments() < 0 ->
                Optional.of("segments: expected 0 or more, found " + end.getSegments());
            case ChunkCompleted _ -> Optional.empty();
            case ChunkFailed _ -> Optional.empty();
            default -> Optional.of("event: expected a segment or the end of a chunk, found neither");
        };
    }

    private static Optional<String> problem(Segment segment) {
        if (segment.getIndex() < 0 || segment.getIndex() == Integer.MAX_VALUE) {
            return Optional.of("segment: expected 0 or more, found " + segment.getIndex());
        }
        int bytes = segment.getPcm().remaining();
        return bytes % Short.BYTES == 0
                ? Optional.empty()
                : Optional.of("segment: expected 16-bit samples, found " + bytes + " bytes");
    }
}
