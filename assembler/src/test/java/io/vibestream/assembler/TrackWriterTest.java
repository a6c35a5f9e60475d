package io.vibestream.assembler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vibestream.audio.LoudnessMeter;
import io.vibestream.audio.Pcm;
import io.vibestream.audio.Span;
import io.vibestream.audio.Wav;
import io.vibestream.schemas.PlannedChunk;
import io.vibestream.schemas.SpeechPlan;
import io.vibestream.schemas.TrackFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrackWriterTest {

    @TempDir
    private Path directory = Path.of("");

    /** Three seconds of a quiet tone per chunk, in segments of a second. */
    private static void play(int chunk, Sound.Listener listener) throws IOException {
        for (int segment = 0; segment < 3; segment++) {
            var samples = new float[Sound.SAMPLE_RATE];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = (float) (0.02 * Math.cos(2 * Math.PI * 440 * i / Sound.SAMPLE_RATE));
            }
            listener.hear(Pcm.of(Sound.SAMPLE_RATE, samples));
        }
    }

    private Pcm written(SpeechPlan.Builder plan) throws IOException {
        var file = Files.createFile(directory.resolve("track"));
        new TrackWriter(plan.setFormat(TrackFormat.WAV).setSilenceMillis(40).build(), TrackWriterTest::play)
                .write(file);
        return Wav.read(Files.readAllBytes(file));
    }

    @Test
    void aTrackIsBroughtToItsLoudness() throws IOException {
        var track = written(Speech.plan("r", 2).setLoudness(-20.0));

        var meter = new LoudnessMeter(track.sampleRate());
        meter.add(track);
        assertThat(meter.integrated().orElseThrow()).isCloseTo(-20, within(0.2));
        assertThat(track.length()).isEqualTo(6 * 24_000 + 960);
    }

    @Test
    void aTrackWithoutATargetStaysAsItWasSpoken() throws IOException {
        var track = written(Speech.plan("r", 1).setLoudness(null));

        play(0, segment -> assertThat(track.sample(100)).isCloseTo(segment.sample(100), within(1f / 32_000)));
    }

    @Test
    void anotherSampleRateKeepsTheDuration() throws IOException {
        var track = written(Speech.plan("r", 2).setSampleRate(44_100).setLoudness(-16.0));

        assertThat(track.sampleRate()).isEqualTo(44_100);
        assertThat(track.length()).isEqualTo((int) Math.round((6 * 24_000 + 960) * (44_100 / 24_000.0)));
    }

    @Test
    void anotherSpeedChangesTheDuration() throws IOException {
        var track = written(Speech.plan("r", 2).setSpeed(2));

        assertThat(track.length() / 24_000.0).isCloseTo(3.02, within(0.1));
    }

    private static SpeechPlan.Builder paused(double speed) {
        var plan = Speech.plan("r", 3);
        var chunks = new ArrayList<>(plan.getChunks());
        chunks.set(0, PlannedChunk.newBuilder(chunks.get(0)).setPauseMillis(500).build());
        chunks.set(2, PlannedChunk.newBuilder(chunks.get(2)).setPauseMillis(1501).build());
        return plan.setChunks(chunks).setEndPauseMillis(250).setSpeed(speed);
    }

    @Test
    void pausesAreSilenceOfExactlyTheirLength() throws IOException {
        var track = written(paused(1).setLoudness(-20.0));

        int second = Sound.SAMPLE_RATE;
        assertThat(silences(track)).containsExactly(List.of(0, second / 2),
                List.of(second / 2 + 3 * second, second * 40 / 1000),
                List.of(second / 2 + 6 * second + second * 40 / 1000, second * 1501 / 1000),
                List.of(second / 2 + 9 * second + second * 1541 / 1000, second / 4));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1.5, 3})
    void pausesKeepTheirLengthAtAnySpeed(double speed) throws IOException {
        var file = Files.createFile(directory.resolve("fast"));
        var plan = paused(speed).setFormat(TrackFormat.WAV).setSilenceMillis(40).build();

        var timeline = new TrackWriter(plan, TrackWriterTest::play).write(file);

        var track = Wav.read(Files.readAllBytes(file));
        int second = Sound.SAMPLE_RATE;
        assertThat(track.length()).isEqualTo((int) timeline.totalSamples());
        var spans = timeline.spans();
        assertThat(spans).extracting(Span::chunk).containsExactly(0, 1, 2);
        assertThat(spans.get(0).startSample()).isEqualTo(second / 2);
        assertThat(spans.get(1).startSample() - spans.get(0).endSample()).isEqualTo(second * 40 / 1000);
        assertThat(spans.get(2).startSample() - spans.get(1).endSample()).isEqualTo(second * 1501 / 1000);
        assertThat(track.length() - spans.get(2).endSample()).isEqualTo(second / 4);
        assertThat(spans)
                .allSatisfy(span -> assertThat(span.samples() / (3.0 * second / speed)).isCloseTo(1, within(0.1)));
        assertThat(silences(track)).extracting(List::getLast).containsExactly(second / 2, second * 40 / 1000,
                second * 1501 / 1000, second / 4);
    }

    /** Where runs of at least 20 ms of digital silence begin, and how many samples they have; the tone crosses zero for one sample only. */
    private static List<List<Integer>> silences(Pcm track) {
        var runs = new ArrayList<List<Integer>>();
        int from = 0;
        for (int i = 0; i <= track.length(); i++) {
            if (i == track.length() || Math.abs(track.sample(i)) > 1f / 32_000) {
                if (i - from >= Sound.SAMPLE_RATE / 50) {
                    runs.add(List.of(from, i - from));
                }
                from = i + 1;
            }
        }
        return runs;
    }
}
