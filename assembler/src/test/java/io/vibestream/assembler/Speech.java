package io.vibestream.assembler;

import io.vibestream.schemas.Cancellation;
import io.vibestream.schemas.ChunkCompleted;
import io.vibestream.schemas.ChunkEvent;
import io.vibestream.schemas.ChunkFailed;
import io.vibestream.schemas.Delivery;
import io.vibestream.schemas.PlannedChunk;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.ScriptLine;
import io.vibestream.schemas.Segment;
import io.vibestream.schemas.SpeechPlan;
import io.vibestream.schemas.TrackFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

/** Plans and what workers say of their chunks, for tests. Every attempt sounds different, so that a mixture would be noticed. */
final class Speech {

    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    static final Duration TIME_TO_LIVE = Duration.ofHours(1);

    private Speech() {}

    /** Samples as they are spoken, delivered inline without any header. */
    static SpeechPlan.Builder plan(String id, int chunks) {
        return SpeechPlan.newBuilder().setRequestId(id)
                .setChunks(IntStream.range(0, chunks)
                        .mapToObj(i -> PlannedChunk.newBuilder().setIndex(i)
                                .setLines(List.of(new ScriptLine("1", "Chunk " + i + "."))).build())
                        .toList())
                .setVoice("Alice").setSeed(7).setFormat(TrackFormat.PCM).setLoudness(null).setSilenceMillis(1)
                .setDelivery(Delivery.INLINE).setCreatedAt(NOON.minusMillis(30)).setPlannedAt(NOON)
                .setDeadline(NOON.plus(TIME_TO_LIVE));
    }

    /** One attempt's samples, cut into segments; chunks and attempts differ in length too. */
    static List<short[]> segments(String id, int chunk, String attempt) {
        var random = new Random(Objects.hash(id, chunk, attempt));
        var segments = new ArrayList<short[]>();
        for (int count = random.nextInt(5); count > 0; count--) {
            var samples = new short[1 + random.nextInt(200)];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = (short) random.nextInt(1 << 16);
            }
            segments.add(samples);
        }
        return segments;
    }

    static byte[] bytes(short[] samples) {
        var bytes = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(samples);
        return bytes.array();
    }

    static byte[] toBytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    static ChunkEvent segment(String id, int chunk, String attempt, int index, short[] samples) {
        return new ChunkEvent(id, chunk, attempt, new Segment(index, ByteBuffer.wrap(bytes(samples))));
    }

    static ChunkEvent completed(String id, int chunk, String attempt, List<short[]> segments) {
        return new ChunkEvent(id, chunk, attempt, ChunkCompleted.newBuilder().setSegments(segments.size())
                .setSamples(segments.stream().mapToLong(s -> s.length).sum()).setVoices(List.of("Alice"))
                .setEngine("preview").setWarnings(List.of()).setTakenAt(NOON.plusMillis(100 + chunk))
                .setFirstSegmentAt(NOON.plusMillis(150 + chunk)).setCompletedAt(NOON.plusMillis(900 + chunk)).build());
    }

    /** Everything a worker says of one attempt, in its order. */
    static List<ChunkEvent> attempt(String id, int chunk, String attempt) {
        var segments = segments(id, chunk, attempt);
        var events = new ArrayList<ChunkEvent>();
        for (int i = 0; i < segments.size(); i++) {
            events.add(segment(id, chunk, attempt, i, segments.get(i)));
        }
        events.add(completed(id, chunk, attempt, segments));
        return events;
    }

    static ChunkEvent failed(String id, int chunk, Reason reason) {
        return new ChunkEvent(id, chunk, "broken", new ChunkFailed(reason, "it broke", 3));
    }

    static Cancellation cancellation(String id) {
        return new Cancellation(id, "the caller went away", NOON);
    }
}
