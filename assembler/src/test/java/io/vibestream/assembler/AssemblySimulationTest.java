package io.vibestream.assembler;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.SpeechResult;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests whose records come in any order, repeated, from several attempts, with crashes: each ends once, whole and in order. */
class AssemblySimulationTest {

    /** Names that could be taken for beginnings of one another. */
    private static final List<String> IDS = List.of("r", "r/1", "r/10", "r\u20ac");

    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @MethodSource("seeds")
    void everyRequestEndsOnceWithEveryChunkOnceAndInOrder(long seed) {
        var random = new Random(seed);
        try (var driver = new AssemblerDriver(directory, Optional.empty())) {
            var records = new ArrayList<Runnable>();
            var chunks = new int[IDS.size()];
            for (int i = 0; i < IDS.size(); i++) {
                var id = IDS.get(i);
                chunks[i] = 1 + random.nextInt(4);
                var plan = Speech.plan(id, chunks[i]).build();
                repeatedly(random, records, () -> driver.send(plan));
                for (int chunk = 0; chunk < chunks[i]; chunk++) {
                    for (int attempt = random.nextInt(3); attempt >= 0; attempt--) {
                        for (var event : Speech.attempt(id, chunk, "attempt-" + attempt)) {
                            repeatedly(random, records, () -> driver.send(event));
                        }
                    }
                }
            }
            Collections.shuffle(records, random);

            for (var record : records) {
                record.run();
                if (random.nextInt(20) == 0) {
                    driver.restart();
                }
                if (random.nextInt(10) == 0) {
                    driver.pass(Duration.ofMillis(random.nextInt(2000)));
                }
            }

            assertThat(driver.results()).as("seed %d", seed).extracting(SpeechResult::getRequestId)
                    .containsExactlyInAnyOrderElementsOf(IDS);
            for (var result : driver.results()) {
                int count = chunks[IDS.indexOf(result.getRequestId())];
                assertThat(soundsLikeOneAttemptPerChunk(result, count)).as("seed %d: %s", seed, result.getRequestId())
                        .isTrue();
            }
            assertThat(driver.contents(StoreName.SEGMENTS)).as("seed %d", seed).isEmpty();
            assertThat(driver.contents(StoreName.TAKES)).as("seed %d", seed).isEmpty();
            assertThat(driver.contents(StoreName.PLANS)).as("seed %d", seed).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyRequestEndsOnceWhateverEndsIt(long seed) {
        var random = new Random(seed);
        try (var driver = new AssemblerDriver(directory, Optional.empty())) {
            var records = new ArrayList<Runnable>();
            for (var id : IDS) {
                int chunks = 1 + random.nextInt(3);
                repeatedly(random, records, () -> driver.send(Speech.plan(id, chunks).build()));
                for (int i = 0; i < chunks; i++) {
                    int chunk = i;
                    switch (random.nextInt(4)) {
                        case 0 -> repeatedly(random, records,
                                () -> driver.send(Speech.failed(id, chunk, Reason.ENGINE_FAILED)));
                        case 1 -> repeatedly(random, records, () -> driver.send(Speech.cancellation(id)));
                        case 2 -> {
                            // Nobody speaks it: the request runs out of time.
                        }
                        default -> Speech.attempt(id, chunk, "a")
                                .forEach(event -> repeatedly(random, records, () -> driver.send(event)));
                    }
                }
            }
            Collections.shuffle(records, random);

            for (var record : records) {
                record.run();
                if (random.nextInt(10) == 0) {
                    driver.restart();
                }
            }
            driver.pass(Speech.TIME_TO_LIVE.plusSeconds(1));
            records.forEach(Runnable::run);
            driver.pass(Duration.ofHours(1));

            assertThat(driver.results()).as("seed %d", seed).extracting(SpeechResult::getRequestId)
                    .containsExactlyInAnyOrderElementsOf(IDS);
            assertThat(driver.contents(StoreName.SEGMENTS)).as("seed %d", seed).isEmpty();
            driver.pass(Duration.ofDays(2));
            for (var store : StoreName.values()) {
                assertThat(driver.contents(store)).as("seed %d, store %s", seed, store).isEmpty();
            }
        }
    }

    private static void repeatedly(Random random, List<Runnable> records, Runnable record) {
        for (int times = random.nextInt(4) == 0 ? 2 : 1; times > 0; times--) {
            records.add(record);
        }
    }

    /** Tries all combinations of attempts: the audio must be one of them, with a millisecond of silence between chunks that have sound. */
    private static boolean soundsLikeOneAttemptPerChunk(SpeechResult result, int chunks) {
        var audio = result.getAudio().map(Speech::toBytes);
        var candidates = List.of(new byte[0]);
        for (int chunk = 0; chunk < chunks; chunk++) {
            var longer = new ArrayList<byte[]>();
            for (var before : candidates) {
                for (int attempt = 0; attempt < 3; attempt++) {
                    longer.add(append(before, Speech.segments(result.getRequestId(), chunk, "attempt-" + attempt)));
                }
            }
            candidates = longer;
        }
        return audio.isEmpty()
                ? result.getOutcome() == Outcome.FAILED && candidates.stream().anyMatch(c -> c.length == 0)
                : candidates.stream().anyMatch(c -> Arrays.equals(c, audio.get()));
    }

    private static byte[] append(byte[] before, List<short[]> segments) {
        var sound = new ByteArrayOutputStream();
        sound.writeBytes(before);
        if (before.length > 0 && !segments.isEmpty()) {
            sound.writeBytes(new byte[2 * 24]);
        }
        segments.forEach(samples -> sound.writeBytes(Speech.bytes(samples)));
        return sound.toByteArray();
    }

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }
}
