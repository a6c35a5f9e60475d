package io.vibestream.synth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.synth.engine.Scheduler.Limits;
import io.vibestream.synth.engine.SimulatedWorker.Chunk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Up to three workers on the same two lanes, with everything that may happen to them: chunks come at any time and in any
 * size, are cancelled, run out of time; those who took them die, and whole engines do. What must hold all the while is
 * listed at {@link Scheduler} and asserted by {@link SimulatedWorker}.
 */
class SchedulerSimulationTest {

    private static final int SEEDS = 1_000;
    private static final int CHUNKS = 30;
    private static final int ARRIVALS = 120;
    /** Far more ticks than all the work takes, crashes included: whoever is not done by then starves. */
    private static final int LAST_TICK = 20_000;

    @Test
    void everyChunkEndsOnceAndNoRuleIsBroken() {
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                simulate(new Random(seed));
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
            }
        }
    }

    private static void simulate(Random random) {
        Map<Lane, Deque<Chunk>> backlogs = new EnumMap<>(Lane.class);
        for (var lane : Lane.values()) {
            backlogs.put(lane, new ArrayDeque<>());
        }
        var workers = new ArrayList<SimulatedWorker>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            workers.add(new SimulatedWorker(random, limits(random), backlogs));
        }
        var chunks = new ArrayList<Chunk>();
        for (long now = 0; now < ARRIVALS || chunks.stream().anyMatch(chunk -> chunk.ends == 0); now++) {
            assertThat(now).as("ticks").isLessThan(LAST_TICK);
            if (now < ARRIVALS) {
                arrive(random, now, chunks, backlogs);
            }
            if (random.nextInt(20) == 0 && !chunks.isEmpty()) {
                chunks.get(random.nextInt(chunks.size())).cancelled = true;
            }
            for (var worker : workers) {
                worker.tick(now);
            }
            assertThat(chunks).as("ends of each chunk").allMatch(chunk -> chunk.ends <= 1);
        }
        workers.forEach(SimulatedWorker::assertIdle);
        assertThat(chunks).hasSizeBetween(1, CHUNKS * 3).allMatch(chunk -> chunk.ends == 1);
    }

    /** Every worker has a slot for bulk, else a lane might have no worker. */
    private static Limits limits(Random random) {
        int slots = 1 + random.nextInt(8);
        int slotTokens = 20 + random.nextInt(60);
        return new Limits(slots, 1 + random.nextInt(slots), slotTokens, 1 + random.nextInt(20), random.nextInt(4));
    }

    private static void arrive(Random random, long now, List<Chunk> chunks, Map<Lane, Deque<Chunk>> backlogs) {
        if (chunks.size() < CHUNKS && random.nextInt(ARRIVALS) < CHUNKS) {
            var lane = random.nextBoolean() ? Lane.INTERACTIVE : Lane.BULK;
            long deadline = random.nextInt(4) == 0 ? now + random.nextInt(60) : Long.MAX_VALUE;
            var chunk = new Chunk(lane, deadline, 1 + random.nextInt(30), 1 + random.nextInt(30));
            chunks.add(chunk);
            backlogs.getOrDefault(lane, new ArrayDeque<>()).add(chunk);
        }
    }
}
