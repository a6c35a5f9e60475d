package io.vibestream.synth.kafka;

import io.vibestream.schemas.ChunkEvent;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.SpeechChunk;
import io.vibestream.schemas.VoicedLine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Records and codecs that tests of this package share. */
final class TestCodecs {

    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private TestCodecs() {}

    static Codecs codecs() {
        var lastId = new AtomicInteger();
        return new Codecs((subject, schema) -> lastId.incrementAndGet(), _ -> Optional.empty());
    }

    static SpeechChunk.Builder chunk(String requestId, int index) {
        return SpeechChunk.newBuilder().setRequestId(requestId).setIndex(index).setCount(index + 1)
                .setLines(List.of(VoicedLine.newBuilder().setSpeaker("1").setVoice("Alice").setText("Hello.").build()))
                .setSeed(1).setPlannedAt(NOW).setDeadline(NOW.plusSeconds(3600));
    }

    /** Events in short: {@code r/0 segment 0 x24000}, {@code r/0 completed 2 x30000}, {@code r/0 failed ENGINE_FAILED}. */
    static String describe(ChunkEvent event) {
        var chunk = event.getRequestId() + "/" + event.getChunk() + " ";
        return chunk + switch (event.getEvent()) {
            case io.vibestream.schemas.Segment s ->
                "segment " + s.getIndex() + " x" + s.getPcm().remaining() / Short.BYTES;
            case io.vibestream.schemas.ChunkCompleted c -> "completed " + c.getSegments() + " x" + c.getSamples();
            case io.vibestream.schemas.ChunkFailed f -> "failed " + f.getReason();
            case Object other -> throw new AssertionError("unexpected " + other.getClass());
        };
    }

}
