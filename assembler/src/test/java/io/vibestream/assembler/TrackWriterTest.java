package io.vibestream.assembler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vibestream.audio.LoudnessMeter;
import io.vibestream.audio.Pcm;
import io.vibestream.audio.Wav;
import io.vibestream.schemas.SpeechPlan;
import io.vibestream.schemas.TrackFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackWriterTest {

    @TempDir
    private Path directory = Path.of("");

    /** Three seconds of a quiet tone per chunk, in segments of a second. */
    private static void play(int chunk, Sound.Listener listener) throws IOException {
        for (int segment = 0; segment < 3; segment++) {
            var samples = new float[Sound.SAMPLE_RATE];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = (float) (0.02 * Math.sin(2 * Math.PI * 440 * i / Sound.SAMPLE_RATE));
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
}
