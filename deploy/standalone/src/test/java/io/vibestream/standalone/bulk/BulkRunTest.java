package io.vibestream.standalone.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BulkRunTest {

    private static final int ROWS = 60;
    private static final int NEVER = Integer.MAX_VALUE;
    private static final ProgressBar SILENT = new ProgressBar(new PrintStream(OutputStream.nullOutputStream()), false,
            InstantSource.fixed(Instant.EPOCH));

    @TempDir
    private Path directory = Path.of("");

    private final int[] checkpoint = {0};

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    private static ListedRows rows(int count) {
        return new ListedRows(IntStream.rangeClosed(1, count)
                .mapToObj(line -> line % 10 == 0
                        ? new Row.Wrong(line, "wrong-" + line, "reason " + line)
                        : ListedRows.wanted(line, "id-" + line))
                .toArray(Row[]::new));
    }

    private Path file() {
        return directory.resolve("results.jsonl");
    }

    private Totals run(FakeRoute pipeline, int steps, int most, BooleanSupplier stopped)
            throws IOException, InterruptedException {
        var now = new Instant[]{Instant.EPOCH};
        try (var results = ResultsFile.open(file())) {
            return new BulkRun(Survey.of(rows(ROWS)), results, pipeline.new Way(checkpoint, steps), most,
                    Keeper.NOWHERE, () -> {
                        now[0] = now[0].plusMillis(700);
                        return now[0];
                    }).run(rows(ROWS), stopped, SILENT);
        }
    }

    private void assertEveryRowHasOneResult(FakeRoute pipeline, String seed) throws IOException {
        assertThat(Files.readAllLines(file())).as(seed).hasSize(ROWS).doesNotHaveDuplicates();
        assertThat(pipeline.spoken().values()).as(seed).hasSize(ROWS - ROWS / 10).containsOnly(1);
    }

    @Test
    void everyRowIsSpokenOnceAndWrongOnesAreNoted() throws Exception {
        var pipeline = new FakeRoute(1);

        var totals = run(pipeline, NEVER, 8, () -> false);

        assertEveryRowHasOneResult(pipeline, "seed 1");
        assertThat(totals.completed()).isEqualTo(54);
        assertThat(totals.failed()).isEqualTo(6);
        assertThat(pipeline.mostUnderWay()).isLessThanOrEqualTo(8);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void killedAnywhereAndStartedAgainItEndsWithOneResultForEveryRow(long seed) throws Exception {
        var random = new Random(seed);
        var pipeline = new FakeRoute(seed);
        for (int kill = 0; kill < 5; kill++) {
            try {
                run(pipeline, 1 + random.nextInt(60), 1 + random.nextInt(12), () -> false);
            } catch (FakeRoute.Killed killed) {
                if (random.nextBoolean()) {
                    Files.writeString(file(), "{\"id\":\"id-1\",\"outc", StandardOpenOption.APPEND);
                }
            }
        }

        var totals = run(pipeline, NEVER, 1 + random.nextInt(12), () -> false);

        assertEveryRowHasOneResult(pipeline, "seed " + seed);
        assertThat(totals.done()).as("seed %d", seed).isEqualTo(ROWS);
    }

    @Test
    void aRunThatIsOverDoesNothingMore() throws Exception {
        var pipeline = new FakeRoute(2);
        run(pipeline, NEVER, 8, () -> false);
        var before = Files.readString(file());

        var totals = run(pipeline, NEVER, 8, () -> false);

        assertThat(totals.fresh()).isZero();
        assertThat(totals.done()).isEqualTo(ROWS);
        assertThat(file()).hasContent(before);
    }

    @Test
    void aRunThatIsStoppedEndsAtOnceAndTheNextOneGoesOn() throws Exception {
        var pipeline = new FakeRoute(3);
        var calls = new int[1];

        var totals = run(pipeline, NEVER, 8, () -> ++calls[0] > 30);

        assertThat(totals.done()).isLessThan(ROWS);
        assertThat(run(pipeline, NEVER, 8, () -> false).done()).isEqualTo(ROWS);
        assertEveryRowHasOneResult(pipeline, "seed 3");
    }
}
