package io.vibestream.schemas;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** One full example of every record, the same for ever: the golden bytes are of these. */
final class Records {

    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private Records() {}

    /** Every example: its name, itself, its codec and its topic. */
    static Stream<Arguments> examples(Codecs codecs) {
        return Stream.of(Arguments.of("request", request(), codecs.requests(), Topic.REQUESTS),
                Arguments.of("plan", plan(), codecs.plans(), Topic.PLANS),
                Arguments.of("chunk", chunk(), codecs.chunks(), Topic.CHUNKS_INTERACTIVE),
                Arguments.of("chunk", chunk(), codecs.chunks(), Topic.CHUNKS_BULK),
                Arguments.of("segment", segment(), codecs.events(), Topic.AUDIO),
                Arguments.of("completed", completed(), codecs.events(), Topic.AUDIO),
                Arguments.of("failed", failed(), codecs.events(), Topic.AUDIO),
                Arguments.of("result", result(), codecs.results(), Topic.RESULTS),
                Arguments.of("status", status(), codecs.statuses(), Topic.STATUS),
                Arguments.of("cancellation", cancellation(), codecs.cancellations(), Topic.CANCELLATIONS),
                Arguments.of("job", job(), codecs.jobs(), Topic.JOBS),
                Arguments.of("voice", voice(), codecs.voices(), Topic.VOICES));
    }

    static SpeechRequest request() {
        return SpeechRequest.newBuilder().setId("r-1")
                .setScript(List.of(new ScriptLine("1", "Good morning."), new ScriptLine("2", "早上好。")))
                .setVoice("Alice").setVoices(Map.of("2", "Frank")).setCfgScale(1.5).setSteps(20).setSolver(Solver.SDE)
                .setSeed(42L)
                .setDisablePrefill(true).setFormat(TrackFormat.FLAC).setBitrateKbps(64).setSampleRate(48_000)
                .setLoudness(-16.0)
                .setSilenceMillis(250).setChunkLimits(new ChunkLimits(400, 80)).setPriority(Priority.BULK)
                .setCreatedAt(NOON)
                .setDeadline(NOON.plusSeconds(60)).setSpeed(1.25).setDelivery(Delivery.BOTH)
                .setReplyTopic("tts.results.books")
                .setTitle("Chapter 1")
                .setName("book").setMetadata(Map.of("tenant", "a")).build();
    }

    static SpeechPlan plan() {
        return SpeechPlan.newBuilder().setRequestId("r-1")
                .setChunks(List.of(PlannedChunk.newBuilder().setIndex(0)
                        .setLines(List.of(new ScriptLine("1", "Good morning."))).build()))
                .setRefusal(new Refusal(Reason.INVALID_REQUEST, "no")).setVoice("Alice").setSeed(42)
                .setFormat(TrackFormat.OPUS)
                .setBitrateKbps(32).setSampleRate(24_000).setLoudness(null).setSilenceMillis(40)
                .setPriority(Priority.BULK)
                .setSpeed(1.25).setDelivery(Delivery.NONE).setReplyTopic("tts.results.books").setTitle("t").setName("n")
                .setMetadata(Map.of("k", "v"))
                .setCreatedAt(NOON).setPlannedAt(NOON.plusMillis(5)).setDeadline(NOON.plusSeconds(60)).build();
    }

    static SpeechChunk chunk() {
        return SpeechChunk.newBuilder().setRequestId("r-1").setIndex(1).setCount(3)
                .setLines(List.of(new VoicedLine("1", "Alice", "Good morning."))).setCfgScale(1.3).setSteps(10)
                .setSolver(Solver.ODE).setSeed(7)
                .setDisablePrefill(false).setPlannedAt(NOON).setDeadline(NOON.plusSeconds(60)).build();
    }

    static ChunkEvent segment() {
        return new ChunkEvent("r-1", 1, "a-1", new Segment(4, ByteBuffer.wrap(new byte[]{1, 2, 3, 4})));
    }

    static ChunkEvent completed() {
        return new ChunkEvent("r-1", 1, "a-1",
                ChunkCompleted.newBuilder().setSegments(5).setSamples(120_000).setVoices(List.of("Alice"))
                        .setEngine("preview").setWarnings(List.of("w")).setTakenAt(NOON)
                        .setFirstSegmentAt(NOON.plusMillis(80)).setCompletedAt(NOON.plusMillis(900)).build());
    }

    static ChunkEvent failed() {
        return new ChunkEvent("r-1", 1, "a-2", new ChunkFailed(Reason.ENGINE_FAILED, "broke", 2));
    }

    static SpeechResult result() {
        return SpeechResult.newBuilder().setRequestId("r-1").setOutcome(Outcome.FAILED).setReason(Reason.STORE_FAILED)
                .setMessage("m").setUrl("http://h/a.mp3")
                .setObjectKey("a.mp3").setAudio(ByteBuffer.wrap(new byte[]{9, 8, 7})).setContentType("audio/mpeg")
                .setFormat(TrackFormat.MP3)
                .setSampleRate(24_000).setDurationSeconds(1.25)
                .setSpans(List.of(new TextSpan(0, "Good morning.", 0.0, 1.25)))
                .setVoices(List.of("Alice")).setEngine("preview").setSeed(42).setWarnings(List.of("w"))
                .setTimings(new Timings(1L, 2L, 3L, 4L, 5L, 6L)).setMetadata(Map.of("k", "v")).setFinishedAt(NOON)
                .build();
    }

    static RequestStatus status() {
        return new RequestStatus("r-1", RequestState.SPEAKING, 3, 1, 0.8, NOON, result());
    }

    static Job job() {
        return Job.newBuilder().setId("j-1").setRequestId("j-1~a").setRequest(request()).setCreatedAt(NOON)
                .setKeepMillis(60_000).setExpiresAt(NOON.plusSeconds(90)).setRetries(1).setFormatShown("pcm_16")
                .setWebhook("https://h/done").setInput("{\"text\":\"Hi.\"}").build();
    }

    static VoiceRecording voice() {
        return new VoiceRecording("Nora", ByteBuffer.wrap(new byte[]{1, 2, 3, 4}), NOON);
    }

    static Cancellation cancellation() {
        return new Cancellation("r-1", "the caller went away", NOON);
    }
}
