package io.vibestream.gateway.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.schemas.ChunkCompleted;
import io.vibestream.schemas.ChunkEvent;
import io.vibestream.schemas.ChunkFailed;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.PlannedChunk;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.Refusal;
import io.vibestream.schemas.Segment;
import io.vibestream.schemas.SpeechPlan;
import io.vibestream.schemas.SpeechResult;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LiveSpeechTest {

    private static final int CHUNKS = 5;
    private static final int SEGMENTS = 4;
    private static final int SAMPLES = 10;
    private static final int BUDGET = 5 * 2 * SAMPLES;
    private static final Duration SOON = Duration.ZERO;

    /** What Kafka would have. */
    private final Map<Place, byte[]> log = new HashMap<>();
    private final AtomicInteger recalled = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final LiveSpeech speech = new LiveSpeech(BUDGET, place -> {
        recalled.incrementAndGet();
        return Optional.ofNullable(log.get(place)).orElseThrow().clone();
    }, closed::incrementAndGet);

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void handsOutEverySampleOnceAndInOrderWhateverArrivesWhenAndHowOften(long seed) throws InterruptedException {
        var random = new Random(seed);
        var events = new ArrayList<ChunkEvent>();
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            for (var attempt : List.of("first", "second")) {
                for (int i = 0; i < SEGMENTS; i++) {
                    events.add(segment(chunk, attempt, i));
                }
                events.add(completed(chunk, attempt));
            }
        }
        shuffle(events, random);
        int planAt = random.nextInt(events.size());
        var heard = new ArrayList<Integer>();

        for (int i = 0; i < events.size(); i++) {
            if (i == planAt) {
                speech.planned(plan());
            }
            tell(events.get(i), i);
            if (random.nextBoolean()) {
                listen(heard);
            }
        }
        listen(heard);

        assertThat(heard).as("seed %d", seed)
                .containsExactlyElementsOf(IntStream.range(0, CHUNKS * SEGMENTS * SAMPLES).boxed().toList());
        assertThat(speech.next(SOON)).as("seed %d", seed).isInstanceOf(Heard.Whole.class);
        assertThat(speech.samples()).isEqualTo(CHUNKS * SEGMENTS * SAMPLES);
    }

    /** Moves everything somewhere else, which segments of one attempt survive because they are numbered. */
    private static void shuffle(List<ChunkEvent> events, Random random) {
        for (int i = events.size() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            var event = events.get(i);
            events.set(i, events.get(other));
            events.set(other, event);
        }
    }

    @Test
    void handsOutTheFirstSegmentBeforeItsChunkIsWhole() throws InterruptedException {
        speech.planned(plan());
        tell(segment(0, "first", 0), 0);

        assertThat(speech.next(SOON)).isInstanceOf(Heard.Sound.class);
        assertThat(speech.next(SOON)).isInstanceOf(Heard.Nothing.class);
    }

    @Test
    void keepsNoMoreThanItsBudgetAndReadsTheRestAgain() throws InterruptedException {
        speech.planned(plan());
        int offset = 0;
        for (int chunk = CHUNKS - 1; chunk >= 0; chunk--) {
            for (int i = 0; i < SEGMENTS; i++) {
                tell(segment(chunk, "first", i), offset++);
            }
            tell(completed(chunk, "first"), offset++);
        }

        listen(new ArrayList<>());

        assertThat(recalled).hasValue(CHUNKS * SEGMENTS - BUDGET / (2 * SAMPLES));
    }

    @Test
    void endsAtOnceWhenItsRequestFailed() throws InterruptedException {
        speech.planned(plan());
        tell(segment(0, "first", 0), 0);
        speech.next(SOON);
        speech.happened(new ChunkEvent("r", 0, "first", new ChunkFailed(Reason.ENGINE_FAILED, "broken", 3)),
                new Place(0, 1));
        assertThat(speech.next(SOON)).isInstanceOf(Heard.Nothing.class);

        tell(segment(0, "first", 1), 2);
        speech.ended(result(Outcome.FAILED));

        assertThat(speech.next(SOON)).isEqualTo(new Heard.Ended(result(Outcome.FAILED)));
    }

    @Test
    void goesOnAfterAResultThatCameBeforeTheSound() throws InterruptedException {
        speech.ended(result(Outcome.COMPLETED));
        speech.planned(plan());

        assertThat(speech.next(SOON)).isInstanceOf(Heard.Nothing.class);
    }

    @Test
    void hearsThePausesOfThePlan() throws InterruptedException {
        var plan = SpeechPlan.newBuilder(plan()).setSpeed(2).setEndPauseMillis(3).build();
        speech.planned(SpeechPlan.newBuilder(plan).setChunks(List.of(
                PlannedChunk.newBuilder(plan.getChunks().get(0)).setPauseMillis(1).build(),
                PlannedChunk.newBuilder(plan.getChunks().get(1)).setPauseMillis(2).build())).build());
        int offset = 0;
        for (int chunk = 0; chunk < 2; chunk++) {
            for (int i = 0; i < SEGMENTS; i++) {
                tell(segment(chunk, "first", i), offset++);
            }
            tell(completed(chunk, "first"), offset++);
        }

        var lengths = new ArrayList<Integer>();
        while (speech.next(SOON) instanceof Heard.Sound(_, var audio)) {
            lengths.add(audio.length());
        }

        assertThat(lengths).as("at double speed, which halves it").containsExactly(48, SAMPLES, SAMPLES, SAMPLES,
                SAMPLES, 96, SAMPLES, SAMPLES, SAMPLES, SAMPLES, 144);
        assertThat(speech.next(SOON)).isInstanceOf(Heard.Whole.class);
    }

    @Test
    void leavesARefusedPlanToItsResult() throws InterruptedException {
        speech.planned(SpeechPlan.newBuilder(plan()).setRefusal(new Refusal(Reason.INVALID_REQUEST, "no")).build());

        assertThat(speech.next(SOON)).isInstanceOf(Heard.Nothing.class);
    }

    @Test
    void paysNoHeedToHalvesOfSamples() throws InterruptedException {
        speech.planned(plan());
        speech.happened(new ChunkEvent("r", 0, "first", new Segment(0, ByteBuffer.wrap(new byte[3]))),
                new Place(0, 0));

        assertThat(speech.next(SOON)).isInstanceOf(Heard.Nothing.class);
    }

    @Test
    void wakesAListenerWhoWaits() throws InterruptedException {
        var reader = Thread.ofVirtual().start(() -> {
            speech.planned(plan());
            speech.happened(segment(0, "first", 0), new Place(0, 0));
        });

        assertThat(speech.next(Duration.ofSeconds(20))).isInstanceOf(Heard.Sound.class);
        reader.join();
    }

    @Test
    void saysThatNobodyListensAnyMore() {
        speech.close();

        assertThat(closed).hasValue(1);
    }

    private void tell(ChunkEvent event, int offset) {
        var place = new Place(0, offset);
        if (event.getEvent() instanceof Segment segment) {
            log.put(place, segment.getPcm().array());
        }
        speech.happened(event, place);
    }

    private void listen(List<Integer> heard) throws InterruptedException {
        while (speech.next(SOON) instanceof Heard.Sound(_, var audio)) {
            for (int i = 0; i < audio.length(); i++) {
                heard.add(Math.round(audio.sample(i) * 32768));
            }
        }
    }

    private static SpeechPlan plan() {
        return SpeechPlan.newBuilder().setRequestId("r").setSilenceMillis(0)
                .setChunks(IntStream.range(0, CHUNKS)
                        .mapToObj(i -> PlannedChunk.newBuilder().setIndex(i).setLines(List.of()).build()).toList())
                .setCreatedAt(Instant.EPOCH).setPlannedAt(Instant.EPOCH).setDeadline(Instant.EPOCH).build();
    }

    /** Samples are numbered over the whole track. */
    private static ChunkEvent segment(int chunk, String attempt, int index) {
        var pcm = ByteBuffer.allocate(2 * SAMPLES).order(ByteOrder.LITTLE_ENDIAN);
        IntStream.range(0, SAMPLES)
                .forEach(i -> pcm.putShort((short) ((chunk * SEGMENTS + index) * SAMPLES + i)));
        return new ChunkEvent("r", chunk, attempt, new Segment(index, pcm.flip()));
    }

    private static ChunkEvent completed(int chunk, String attempt) {
        return new ChunkEvent("r", chunk, attempt, ChunkCompleted.newBuilder().setSegments(SEGMENTS).setSamples(0)
                .setEngine("fake").setTakenAt(Instant.EPOCH).setCompletedAt(Instant.EPOCH).build());
    }

    private static SpeechResult result(Outcome outcome) {
        return SpeechResult.newBuilder().setRequestId("r").setOutcome(outcome).setFinishedAt(Instant.EPOCH).build();
    }
}
